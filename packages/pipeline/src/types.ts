// The seams: what a reader hands to the pipeline, and what the pipeline hands to the store, the report and the command line.

export interface Sensor {
  readonly name: string
  readonly description?: string
  readonly unit?: string
}

export interface SetAside {
  readonly sensor: string
  /** One sentence a plant engineer understands. */
  readonly reason: string
}

export interface RejectedRow {
  readonly file: string
  readonly line: number
  readonly reason: string
  /** The offending cell as it stands in the file, cut to 60 characters. */
  readonly cell: string
}

/** One asset's sensor history as read, before any judgement: rows in file order, possibly unsorted and duplicated. */
export interface History {
  readonly files: readonly string[]
  readonly sensors: readonly Sensor[]
  /** Milliseconds since 1970-01-01; wall-clock milliseconds when `zoned` is false (plants rarely write a time zone). */
  readonly time: Float64Array
  readonly zoned: boolean
  /** Column-major, rows × sensors; NaN is missing. */
  readonly values: Float64Array
  readonly rows: number
  /** Columns that hold no numbers (text, empty), so never became sensors. */
  readonly setAside: readonly SetAside[]
  readonly rejectedRows: number
  /** The first few rejected rows. */
  readonly rejected: readonly RejectedRow[]
}

export type Zone = 'healthy' | 'degrading' | 'critical' | 'failure'
export type DetectorName = 'omr' | 'pca_spe' | 'ar1' | 'pca_t2' | 'gmm' | 'iforest'

export interface Culprit {
  readonly sensor: string
  /** Percent of the episode's excess; the shares of an episode, with the one named "others" if any, add to exactly 100. */
  readonly share: number
  /** Mean observed minus mean expected over the episode, in the sensor's unit. */
  readonly deviation: number
  readonly expected: number
  readonly observed: number
}

export interface Episode {
  /** Stable from run to run on the same data: asset and start time. */
  readonly id: string
  readonly start: number
  readonly end: number
  /** The episode reaches the last row. */
  readonly ongoing: boolean
  readonly rows: number
  readonly peak: number
  readonly peakTime: number
  readonly severity: 'low' | 'medium' | 'high'
  readonly severityReason: string
  /** Of the first culprit: does it run above or below what is expected, or swing around it? */
  readonly direction: 'above' | 'below' | 'erratic'
  readonly culprits: readonly Culprit[]
  /** The episode that its trouble began with, where the same sensor was off the same way shortly before. */
  readonly recurs?: { readonly id: string; readonly start: number }
  /** Number of the operating state of most of its rows, 0 for one that training does not show; absent in runs stored before it was kept. */
  readonly state?: number
}

/** The signal of a culprit sensor with what the model expects of it, for the report. All arrays have one entry a row. */
export interface CulpritSignal {
  readonly sensor: string
  readonly unit?: string
  readonly value: Float64Array
  readonly expected: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
}

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

/** A sensor by which operating states are told: the values between its heaps, ascending, and its heap in each state. */
export interface StateVoter {
  readonly sensor: string
  readonly cuts: readonly number[]
  readonly heaps: readonly number[]
}

/** A way of running that training shows. */
export interface OperatingState {
  /** From 1; the same from run to run. */
  readonly number: number
  readonly trainRows: number
  /** Judged rows in it. */
  readonly rows: number
  /** Training medians of some sensors that tell it from the others; empty where there is one state. */
  readonly typical: readonly { readonly sensor: string; readonly value: number }[]
}

export interface OperatingStates {
  readonly list: readonly OperatingState[]
  /** Judged rows in a state that training does not show. */
  readonly unknownRows: number
  readonly voters: readonly StateVoter[]
}

/** How an earlier run told states, so that they keep their numbers. */
export interface EarlierStates {
  readonly numbers: readonly number[]
  readonly voters: readonly StateVoter[]
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
  /** Of the judged values: those that were observed. */
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

/** Quantiles of health at times after the last row, each the mean of the `span` milliseconds before it; entries of all lists belong together. */
export interface ForecastBand {
  readonly span: number
  readonly after: readonly number[]
  readonly p10: readonly number[]
  readonly p50: readonly number[]
  readonly p90: readonly number[]
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
  readonly lost: LostPoints
  readonly confidence: Confidence
  readonly drift: Drift
  readonly forecast: Forecast
  /** Of this asset's earlier forecasts; absent where none was looked at. It has no part in the result hash: it tells of other runs. */
  readonly record?: ForecastRecord & {
    /** Those whose truth is in this run. */
    readonly arrived: readonly Foretold[]
  }
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
  readonly health: { readonly value: number; readonly zone: Zone }
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

/** What a person can set; every field has a default (`defaults` in settings.ts). */
export interface Settings {
  readonly asset: string
  /** Training rows: a count, a date (milliseconds), or absent for the first 60 %. Ignored when a training file is given. */
  readonly trainRows?: number
  readonly trainUntil?: number
  /** Only these sensors, by name; absent means all. */
  readonly sensors?: readonly string[]
  readonly ignore: readonly string[]
  readonly seed: number
  /** Of the detectors, in any unit; one without takes no part and is not fitted. */
  readonly weights: Readonly<Partial<Record<DetectorName, number>>>
  /** Detectors that say the same of healthy rows share their weight. */
  readonly discountAlike?: boolean
  /** The threshold is at least what this share of healthy rows exceeds. */
  readonly falseAlarmRate: number
  /** The budget: at most so many false alarms a month; the threshold is raised until held-out training rows keep to it. */
  readonly alarmsAMonth: number
  /** Sensors whose baseline follows slow change, by how many of their units a day at most. */
  readonly follow?: Readonly<Record<string, number>>
}

export type StatementKind = 'ack' | 'comment' | 'close' | 'silence' | 'maintenance' | 'accept'
export type Cause = 'fault' | 'process' | 'sensor' | 'false'

/** What a person said about an asset or one of its episodes. Times are milliseconds in the clock of the data, but `saidAt` and `undoneAt`, which are UTC. */
export interface Statement {
  readonly id: number
  readonly asset: string
  readonly kind: StatementKind
  readonly who: string
  readonly saidAt: number
  readonly episodeId?: string
  readonly cause?: Cause
  /** Of the episode's first culprit, and the episode's peak: what is similar to it. A silence without a sensor is of the whole asset. */
  readonly sensor?: string
  readonly direction?: Episode['direction']
  readonly peak?: number
  readonly from?: number
  readonly until?: number
  readonly text: string
  readonly undoneAt?: number
  readonly undoneBy?: string
}

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

/** What every error a user can meet carries beside its message; `code` starts with ACM-USAGE, ACM-DATA, ACM-SOURCE, ACM-STORE or ACM-INTERRUPTED. */
export interface Problem {
  readonly code: string
  readonly message: string
  /** File, line and column, with the offending cell quoted, where there is one. */
  readonly where?: string
  /** What the user can do about it. */
  readonly cure: string
}

/** A result, and how long each phase of it took. */
export interface Run {
  readonly result: RunResult
  readonly timings: readonly Timing[]
}
