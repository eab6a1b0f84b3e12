// The one value that store, report and faces take.

import type { CulpritSignal, Episode } from './episode.ts'
import type { RejectedRow, SetAside } from './history.ts'
import type { Outlook } from './outlook.ts'
import type { DetectorName, Settings } from './settings.ts'
import type { OperatingStates } from './states.ts'

export type Zone = 'healthy' | 'degrading' | 'critical' | 'failure'

export interface SensorGrade {
  readonly sensor: string
  readonly unit?: string
  readonly description?: string
  readonly grade: 'good' | 'fair' | 'poor'
  readonly missingShare: number
  readonly longestGapSeconds: number
  readonly longestFlatSeconds: number
  readonly center: number
  readonly scale: number
}

export interface DetectorSeries {
  readonly name: DetectorName
  readonly weight: number
  /** Calibrated normal-equivalent score, one a row. */
  readonly z: Float64Array
}

export interface Series {
  readonly time: Float64Array
  /** 0 = train, 1 = score. */
  readonly split: Uint8Array
  readonly fused: Float64Array
  readonly anomaly: Uint8Array
  readonly health: Float64Array
  /** Number of the operating state, 0 for one that training does not show; absent in runs stored before it was kept. */
  readonly state?: Uint8Array
  readonly detectors: readonly DetectorSeries[]
}

export interface Timing {
  readonly phase: string
  readonly ms: number
}

/** Something the reader of the verdict must know before trusting it. */
export interface Notice {
  readonly code: string
  readonly text: string
}

/** Alarms of the training rows, scored by models that never saw them, at the run's threshold. */
export interface FalseAlarms {
  /** At most so many a month were asked for. */
  readonly budget: number
  /** How long the training rows are. */
  readonly months: number
  readonly alarms: number
  /** A month. */
  readonly rate: number
  /** Between these the rate lies with 90 % confidence. */
  readonly low: number
  readonly high: number
}

export type ConditionState = 'normal' | 'alarm' | 'returned' | 'outside-trained-range' | 'not-observed'

/** How the asset stands at the last row: the worst of what is open, ended and unseen, outside its range, or not observed. */
export interface Condition {
  readonly state: ConditionState
  /** Of health at the last observed row; absent where nothing is observed. */
  readonly zone?: Zone
  /** Since when it is so. */
  readonly since?: number
  /** What the machine is doing, in words: "running", "standing still", "running, settling"; '' where states are not told apart. */
  readonly doing: string
  /** Where nothing is observed: how it stood before. */
  readonly after?: Exclude<ConditionState, 'not-observed'>
  /** Sensors that give no value any more, and since when. */
  readonly silent: readonly { readonly sensor: string; readonly since: number }[]
}

export interface RunResult {
  readonly schemaVersion: 1
  readonly asset: string
  readonly source: {
    readonly files: readonly string[]
    readonly rows: number
    readonly sensors: number
    readonly start: number
    readonly end: number
    readonly zoned: boolean
    readonly cadenceSeconds: number
    readonly setAside: readonly SetAside[]
    readonly rejectedRows: number
    readonly rejected: readonly RejectedRow[]
    readonly duplicateRows: number
  }
  readonly train: { readonly rows: number; readonly start: number; readonly end: number }
  readonly threshold: number
  readonly falseAlarms: FalseAlarms
  /** Null where the condition is not-observed: health is not made of what is not there. */
  readonly health: { readonly value: number; readonly zone: Zone } | null
  /** Absent in runs that were stored before it was worked out. */
  readonly condition?: Condition
  /** Absent in runs that were stored before it was worked out. */
  readonly outlook?: Outlook
  /** Absent in runs stored before they were kept. */
  readonly states?: OperatingStates
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  readonly grades: readonly SensorGrade[]
  readonly notices: readonly Notice[]
  readonly series: Series
  readonly settings: Settings
  /** SHA-256 over the numbers in a fixed order, hexadecimal: equal on every host and thread count. */
  readonly resultHash: string
}

/** A result, and how long each phase of it took. */
export interface Run {
  readonly result: RunResult
  readonly timings: readonly Timing[]
}
