// What a use case works on, and what it is lent to work with.

import type { History, Settings } from '@acm/contract'
import type { run, score, train } from '@acm/pipeline'
import type { Store } from '@acm/store'

/** An asset and its rows. */
export interface Subject {
  readonly asset: string
  readonly rows: History
  /** Those that were asked for; the others are the pipeline's defaults. */
  readonly settings?: Partial<Omit<Settings, 'asset'>>
}

/** What computes: the pipeline itself, or something that hands its work to a thread or another machine and gives the same. */
export interface Engine {
  readonly run: typeof run
  readonly train: typeof train
  readonly score: typeof score
}

/** All that a use case may be lent; each names what it needs of it, and keeps nothing of it. */
export interface Lent {
  /** Whoever lends it closes it. */
  readonly store: Store
  readonly engine: Engine
  /** Milliseconds now, in the clock of the asset's data. */
  readonly clock: () => number
  /** Polled between phases; true ends the work with ACM-INTERRUPTED. */
  readonly cancel: () => boolean
  /** Called at the start of each phase and within long ones: `done` of `total`. */
  readonly progress?: (phase: string, done: number, total: number) => void
}

export type Scoring = Pick<Lent, 'store' | 'engine' | 'cancel' | 'progress'>
/** Without a store nothing is known of the asset but its rows. */
export type Learning = Omit<Scoring, 'store'> & { readonly store?: Store | undefined }

/** How the pipeline is watched. */
export const watching = ({ cancel, progress }: Pick<Lent, 'cancel' | 'progress'>) => ({ cancelled: cancel, ...(progress && { progress }) })
