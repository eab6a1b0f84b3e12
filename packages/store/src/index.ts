export { type Capabilities, type OpenOptions, openStore, type RunSummary, type SavedRun, type Store } from './store.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
