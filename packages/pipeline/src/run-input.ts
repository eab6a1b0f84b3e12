import type { EarlierStates, Foretellings, History, Settings, Statement } from '@acm/contract'

export interface RunInput {
  readonly history: History
  /** A separate healthy baseline; its sensors are matched by name. */
  readonly baseline?: History
  readonly settings: Settings
  /** What people said about this asset. */
  readonly statements?: readonly Statement[]
  /** Whose numbers the operating states keep. */
  readonly earlierStates?: EarlierStates
  /** What earlier runs foretold, to be held against what came. */
  readonly foretold?: Foretellings
  readonly backend?: { readonly name: string; readonly threads: number; readonly reasons: Readonly<Record<string, string>> }
  /** Called at the start of each phase and within long ones; `done` of `total`. */
  readonly progress?: (phase: string, done: number, total: number) => void
  /** Polled between steps: a run that is cancelled throws `ACM-INTERRUPTED`. */
  readonly cancelled?: () => boolean
}
