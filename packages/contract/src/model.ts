// What is learned of an asset, as plain data: it can be stored, sent and compared.

import type { Sensor } from './history.ts'
import type { FalseAlarms } from './result.ts'
import type { Settings } from './settings.ts'

export interface Range {
  readonly low: number
  readonly high: number
}

/** A column that is judged: a sensor as it is, the rate of one that counts, or one of the two of an angle. */
export interface JudgedColumn {
  /** Number of the sensor. */
  readonly sensor: number
  readonly nature: 'value' | 'rate' | 'sine' | 'cosine'
  /** Columns of one number are one quantity (least, average, greatest; copies; sine and cosine): they do not explain each other. */
  readonly quantity: number
  /** The sensor says how the machine is being run, not how it does. */
  readonly operating: boolean
}

/** By which a row's state is told: the second one where the column is above the cut. */
export interface StateRule {
  readonly column: number
  readonly cut: number
}

/** What a sensor does by itself at what is expected of it: its median residual and relative spread, linear between the places. */
export interface Curve {
  readonly column: number
  readonly at: Float64Array
  readonly center: Float64Array
  readonly scale: Float64Array
}

/** What is known of means over so many rows. Lists have an entry a column, in scaled units. */
export interface WindowModel {
  readonly rows: number
  /** Of residuals out of fold. */
  readonly spread: Float64Array
  /** Independent stretches of the training rows. */
  readonly independent: Float64Array
  /** Inverse covariance of the deviations, columns × columns. */
  readonly precision: Float64Array
  /** Least and greatest deviation of the training rows. */
  readonly low: Float64Array
  readonly high: Float64Array
}

export type ChannelKind = 'largest' | 'together' | 'pace'

/** A way to look at a row's evidence, with the level that it may exceed as often as its share of the budget says. */
export interface Channel {
  readonly kind: ChannelKind
  readonly window: number
  readonly level: number
  /** Median of healthy rows. */
  readonly usual: number
  /** Of the budget. */
  readonly share: number
}

/** What is known of one operating state. Columns are the judged ones; predictors are these and, for a machine of one or two, four of the time of day. */
export interface StateModel {
  readonly state: number
  readonly trainRows: number
  readonly center: Float64Array
  readonly scale: Float64Array
  /** Mean of each scaled predictor. */
  readonly means: Float64Array
  /** Predictors × columns: what each makes the others expect. */
  readonly weights: Float64Array
  readonly curves: readonly Curve[]
  /** Median residual out of fold. */
  readonly offset: Float64Array
  readonly windows: readonly WindowModel[]
  readonly least: Float64Array
  readonly greatest: Float64Array
  /** Of each column against its own last value; absent where training rows are long. */
  readonly pace?: { readonly phi: Float64Array; readonly scale: Float64Array }
  /** Columns that went together in training (|r| ≥ 0.9), by pairs. */
  readonly partners: readonly { readonly column: number; readonly other: number; readonly sign: number }[]
  readonly channels: readonly Channel[]
}

export interface StateFace {
  readonly number: number
  /** "running", "standing still"; '' where there is one state. */
  readonly name: string
  readonly trainRows: number
  /** Training medians of some sensors that tell it from the others. */
  readonly typical: readonly { readonly sensor: string; readonly value: number }[]
}

/** Training rows that a model of the others would alarm on, or that were left out of the fit. */
export interface Stretch {
  readonly state: number
  readonly from: number
  readonly to: number
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
  /** When the last value was given. */
  readonly last: readonly number[]
  /** Sensors that take no part, and are watched for leaving their one value. */
  readonly constants: readonly Constant[]
}

export interface AssetModel {
  readonly schemaVersion: number
  readonly asset: string
  /** Those that take part. */
  readonly sensors: readonly Sensor[]
  /** Of each sensor: the share of its training values that equal their median. */
  readonly flatShares: readonly number[]
  readonly settings: Settings
  /** Milliseconds between rows. */
  readonly cadence: number
  readonly columns: readonly JudgedColumn[]
  /** Absent where the machine shows one state. */
  readonly stateRule?: StateRule
  /** Milliseconds after a change of state that are not judged. */
  readonly settling: number
  /** The time of day explains too. */
  readonly daily: boolean
  /** Training rows last three weeks or more: what they hold of slow change is known. */
  readonly long: boolean
  /** Rows of a state's clock: alarms no further apart are one. */
  readonly mergeRows: number
  /** Of all levels: with it training rows alarm as often as the budget says. */
  readonly factor: number
  /** Independent stretches of training at the slowest scale, and by how much the levels were raised for them. */
  readonly independent: number
  readonly widened: number
  /** Of the operating states that are modelled, in the order of `strands`. */
  readonly faces: readonly StateFace[]
  readonly watch: Watch
  readonly strands: readonly StateModel[]
  readonly threshold: number
  readonly falseAlarms: FalseAlarms
  readonly stretches: readonly Stretch[]
  /** Share of the training rows that lie in them. */
  readonly unlike: number
  /** Block means of the score of training rows out of fold, by which a drift is told. */
  readonly healthy: Float64Array
  readonly trainedOn: { readonly files: readonly string[]; readonly rows: number; readonly start: number; readonly end: number }
}
