// What is lost of health, how sure that is, and how it goes on.

import type { DetectorName } from './settings.ts'

/** Points of health that the last row lacks of 100; parts add up exactly. */
export interface LostPoints {
  readonly points: number
  readonly detectors: readonly { readonly name: DetectorName; readonly points: number }[]
  readonly sensors: readonly { readonly sensor: string; readonly points: number }[]
}

/** Shares 0 … 1; `value` is their harmonic mean. */
export interface Confidence {
  readonly value: number
  /** Training rows of a judged row's operating state beside what a settled model needs, over all judged rows. */
  readonly maturity: number
  /** Of the judged values those that were observed, or of the sensors those that are heard at the last row, whichever is less. */
  readonly coverage: number
  /** Of the judged rows: those in a state that training shows. */
  readonly certainty: number
  /** Of the training blocks: those that are like the others. */
  readonly stability: number
}

export interface Drift {
  readonly state: 'stable' | 'drifting' | 'fault'
  readonly since?: number
  readonly reason: string
}

/** Quantiles of health at times after the last row, each the mean of the `span` milliseconds before it; entries of all lists belong together. */
export interface ForecastBand {
  readonly span: number
  readonly after: readonly number[]
  readonly p10: readonly number[]
  readonly p50: readonly number[]
  readonly p90: readonly number[]
}

/** Until health is in the failure zone, milliseconds from the last row; a share that does not arrive within the horizon is absent. */
export interface Forecast {
  /** Why there is none, or ''. */
  readonly reason: string
  /** Since when the trend is looked at. */
  readonly since?: number
  readonly horizon?: number
  /** To arrive within the horizon. */
  readonly probability?: number
  readonly p10?: number
  readonly p50?: number
  readonly p90?: number
  /** Of health on the way. */
  readonly band?: ForecastBand
  /** Number of the operating state whose health is forecast: of several the one that comes to the failure zone first. */
  readonly state?: number
}

/** What a forecast said of health at one time, and what came. */
export interface Foretold {
  /** The last row when it was said. */
  readonly madeAt: number
  readonly due: number
  readonly span: number
  readonly state: number
  readonly p10: number
  readonly p50: number
  readonly p90: number
  /** Absent while its truth has not arrived. */
  readonly observed?: number
}

/** How forecasts fared whose truth has arrived. */
export interface ForecastRecord {
  readonly points: number
  /** Of them: those between P10 and P90. */
  readonly inside: number
  /** Mean distance of P50 from the truth, points of health; 0 without any. */
  readonly error: number
}

/** What was foretold of an asset earlier: what is due within the rows of a history, and how the rest fared. */
export interface Foretellings {
  readonly due: readonly Foretold[]
  readonly rest: ForecastRecord
}

export interface Outlook {
  /** Null where nothing is observed. */
  readonly lost: LostPoints | null
  readonly confidence: Confidence
  readonly drift: Drift
  readonly forecast: Forecast
  /** Of this asset's earlier forecasts; absent where none was looked at. It has no part in the result hash: it tells of other runs. */
  readonly record?: ForecastRecord & {
    /** Those whose truth is in this run. */
    readonly arrived: readonly Foretold[]
  }
}
