// What is learned of an asset, as plain data: it can be stored, sent and compared.

import type { Sensor } from './history.ts'
import type { FalseAlarms } from './result.ts'
import type { Settings } from './settings.ts'

export interface Range {
  readonly low: number
  readonly high: number
}

export interface Scaling {
  /** Training medians, also what stands in for missing values. */
  readonly center: Float64Array
  readonly scale: Float64Array
  /** Sample standard deviations of the training rows, unscaled. */
  readonly spread: Float64Array
}

/** An entry for each detector that takes part. */
export type PerDetector<T> = Readonly<Record<string, T>>

export interface Ar1 {
  readonly center: Float64Array
  readonly phi: Float64Array
  readonly scale: Float64Array
}

export interface Pca {
  readonly center: Float64Array
  readonly vectors: Float64Array
  readonly eigenvalues: Float64Array
  readonly kept: number
}

export interface Omr {
  readonly center: Float64Array
  readonly coefficients: Float64Array
  readonly scale: Float64Array
}

export interface Gmm {
  readonly center: Float64Array
  readonly spread: Float64Array
  readonly weights: Float64Array
  readonly means: Float64Array
  readonly factors: Float64Array
  readonly logDeterminants: Float64Array
}

export interface Forest {
  readonly roots: Float64Array
  readonly features: Float64Array
  readonly thresholds: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
  readonly counts: Float64Array
  readonly rowsOfTree: number
  readonly sensors: number
}

export interface Model {
  readonly scaling: Scaling
  /** The subspace is always fitted: what is expected of a sensor comes from it. The others are absent where their weight is 0. */
  readonly pca: Pca
  readonly ar1?: Ar1
  /** Median AR1 score of the training rows. */
  readonly usualAr1: number
  readonly omr?: Omr
  readonly gmm?: Gmm
  readonly iforest?: Forest
}

export interface Calibration {
  /** Probabilities 0 … 0.9, and the scores there. */
  readonly probabilities: Float64Array
  readonly quantiles: Float64Array
  /** Mean excess over the last of them. */
  readonly meanExcess: number
}

/** Of the detectors that take part; they add to 1. */
export type Weights = PerDetector<number>

/** One scale's detectors with what makes their scores comparable. */
export interface ScaleModel {
  readonly model: Model
  readonly calibrations: Readonly<Record<string, Calibration>>
  /** Where detectors that are alike share their weight; absent: the settings' weights. */
  readonly weights?: Weights
  /** Of the fused score. */
  readonly calibration: Calibration
}

/** What is known of one operating state. */
export interface StrandModel {
  readonly state: number
  readonly trainRows: number
  /** Unsmoothed rows. */
  readonly raw: ScaleModel
  readonly slow: ScaleModel
  /** Of the larger of the two scales' fused scores. */
  readonly calibration: Calibration
}

/** A sensor that tells operating states apart. */
export interface Voter {
  readonly col: number
  /** Values between its heaps, ascending. */
  readonly cuts: readonly number[]
  /** Of each state: the sensor's heap in it. */
  readonly heaps: readonly number[]
}

/** What is known of a machine's states: who tells them, and how fast each sensor moves once one has lasted. */
export interface Ways {
  readonly votes: readonly Voter[]
  /** By state, an entry a sensor. */
  readonly paces: readonly Float64Array[]
  /** Of each state: rows after a change into it that may be a transient. */
  readonly transients: readonly number[]
}

export interface StateFace {
  readonly number: number
  readonly trainRows: number
  /** Training medians of some sensors that tell it from the others. */
  readonly typical: readonly { readonly sensor: string; readonly value: number }[]
}

/** A sensor that never moved in training. */
export interface Constant {
  readonly sensor: Sensor
  readonly value: number
}

/** What training shows of silence and standing still; an entry a sensor. */
export interface Watch {
  /** Longest stretch of rows without a value. */
  readonly gap: readonly number[]
  /** Longest stretch of observed rows with one value. */
  readonly flat: readonly number[]
  /** Share of the observed rows whose value is that of the one before. */
  readonly share: readonly number[]
  /** Sensors that take no part, and are watched for leaving their one value. */
  readonly constants: readonly Constant[]
}

export type Parts = PerDetector<Float64Array>

export interface AssetModel extends Ways {
  readonly schemaVersion: number
  readonly asset: string
  /** Those that take part; columns are in this order. */
  readonly sensors: readonly Sensor[]
  /** Of each sensor: the share of its training values that equal their median. */
  readonly flatShares: readonly number[]
  readonly settings: Settings
  /** Milliseconds between rows. */
  readonly cadence: number
  /** Of the operating states, in their order. */
  readonly faces: readonly StateFace[]
  /** Where training values of each sensor lie, whatever the state. */
  readonly ranges: readonly Range[]
  readonly watch: Watch
  readonly strands: readonly StrandModel[]
  readonly threshold: number
  readonly falseAlarms: FalseAlarms
  /** Share of the training blocks that look unlike the others. */
  readonly unlike: number
  /** Block means of the fused score of training rows out of fold, by which a drift is told. */
  readonly healthy: Float64Array
  readonly trainedOn: { readonly files: readonly string[]; readonly rows: number; readonly start: number; readonly end: number }
}

/** A model with what explaining needs, an entry a strand; in it an entry a sensor: where healthy values lie, and how far from what is expected of them. */
export interface StoredModel extends AssetModel {
  readonly usual: readonly { readonly ranges: readonly Range[]; readonly bands: readonly Range[] }[]
  readonly parts: readonly Parts[]
}
