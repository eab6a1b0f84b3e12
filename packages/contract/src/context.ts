// What judged rows leave behind for those that follow.

import type { History } from './history.ts'

/** By sensor. */
export type Offsets = Readonly<Record<string, number>>

export interface Blocks {
  /** Rows of a block. */
  readonly size: number
  readonly means: readonly number[]
  /** Times of their first rows. */
  readonly begins: readonly number[]
  /** Of the block that is not full: sum and number of its rows, and the time of the first. */
  readonly sum: number
  readonly rows: number
  readonly begin: number
}

/** Blocks of judged rows: their fused scores, and the share of them that alarm. */
export interface DriftBlocks {
  readonly scores: Blocks
  readonly alarms: Blocks
}

export interface Trouble {
  /** Of its first episode. */
  readonly id: string
  readonly start: number
  /** Of its last one so far. */
  readonly lastId: string
  readonly end: number
}

/** The last trouble of each kind; carried from one scoring to the next. */
export type Troubles = Readonly<Record<string, Trouble>>

/** What judged rows leave behind for those that follow. */
export interface Trail {
  /** By which an episode is told to recur. */
  readonly troubles?: Troubles
  /** By which a drift is told. */
  readonly drift: DriftBlocks
  /** By which health is forecast; by the operating state's number. */
  readonly health: Readonly<Record<number, Blocks>>
}

/** The last rows that were judged, as they were judged: less what baselines had followed. */
export interface Context extends History {
  readonly offsets?: Offsets
  readonly trail?: Trail
}
