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

/** How long a sensor has given its value, and when it gave it last. Times are of rows. */
export interface Held {
  readonly value: number
  readonly since: number
  /** Observed rows that it has stood. */
  readonly rows: number
  readonly last: number
  /** Rows since then. */
  readonly missed: number
  readonly stuck: boolean
}

/** A sensor that never moved in training, since it left its one value. */
export interface Moved {
  /** The last other one. */
  readonly value: number
  readonly since: number
  /** Rows with another one, and when the last of them was. */
  readonly rows: number
  readonly last: number
  /** Rows in a row since then. */
  readonly back: number
}

/** An episode that was told; of an alarm it is asked later whether a person has seen it. */
export interface ToldEpisode {
  readonly id: string
  readonly kind: 'alarm' | 'outside-trained-range'
  readonly start: number
  readonly end: number
}

export interface Watching {
  /** By sensor. */
  readonly held: Readonly<Record<string, Held>>
  readonly moved: Readonly<Record<string, Moved>>
  /** The last of them, by their ends. */
  readonly told: readonly ToldEpisode[]
  /** Where hardly a row holds a value: the last row before it was so. */
  readonly darkSince?: number
}

/** What judged rows leave behind for those that follow. */
export interface Trail {
  /** By which an episode is told to recur. */
  readonly troubles?: Troubles
  /** By which a drift is told. */
  readonly drift: DriftBlocks
  /** By which health is forecast; by the operating state's number. */
  readonly health: Readonly<Record<number, Blocks>>
  /** By which silence, standing still and the condition are told. */
  readonly watching?: Watching
}

/** The last rows that were judged, as they were judged: less what baselines had followed. */
export interface Context extends History {
  readonly offsets?: Offsets
  readonly trail?: Trail
}
