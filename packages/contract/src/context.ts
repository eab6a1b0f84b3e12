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

/** An episode that the rows which follow may go on with. */
export interface OpenEpisode {
  readonly start: number
  /** Its first and its last row so far, on the state's clock. */
  readonly begin: number
  readonly clock: number
  readonly rows: number
  readonly peak: number
  readonly peakTime: number
}

/** What scoring carries of one state. */
export interface StrandTrail {
  readonly state: number
  /** Judged rows so far. */
  readonly clock: number
  /** Places that are open: channel · (columns + 1) + column, the last one for a channel of all columns. */
  readonly open: readonly number[]
  /** The last alarm, and the last stretch outside the trained range. */
  readonly alarm?: OpenEpisode
  /** A row is outside the trained range until it is well within. */
  readonly beyond: boolean
  readonly outside?: OpenEpisode
}

/** What scoring carries from one portion to the next beside rows. Lists have an entry a sensor or a judged column. */
export interface ScoringTrail {
  /** The last row's time and values, by sensor, as they were judged. */
  readonly time: number
  readonly values: Float64Array
  /** Last value of each judged column, and how many rows old it is. */
  readonly held: Float64Array
  readonly ages: Float64Array
  readonly state: number
  readonly since: number
  /** Unsmoothed health goes on from here. */
  readonly health: number
  readonly strands: readonly StrandTrail[]
}

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
  readonly scoring: ScoringTrail
  /** By which silence, standing still and the condition are told. */
  readonly watching?: Watching
}

/**
 * The last rows of each state, as they were judged, and the last of all: a column for each judged one and, last, the number of the strand that a row is in (−1:
 * none). What windows look back on.
 */
export interface Context extends History {
  readonly offsets?: Offsets
  readonly trail?: Trail
}
