// Opening a store by its place.

import { openSqliteStore } from './sqlite/sqlite-store.ts'
import type { Store } from './store.ts'

export interface OpenOptions {
  /** How long to wait for a lock that another process holds, in milliseconds. SQLite waits without yielding to other work. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens the store at `path`, making the file, its folder and its tables as needed; `':memory:'` keeps it in memory.
 * An older schema is migrated, in one transaction. A file that is not a store of this program is left untouched.
 * @throws Problem ACM-STORE-NOT-WRITABLE, -FULL, -LOCKED, -NOT-A-DATABASE, -FOREIGN, -NEWER, -DAMAGED or -FAILED
 */
export function openStore(path: string, { busyTimeoutMs = 5000 }: OpenOptions = {}): Promise<Store> {
  return openSqliteStore(path, busyTimeoutMs)
}
