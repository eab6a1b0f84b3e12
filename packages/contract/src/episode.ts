// What was found, and the evidence for it.

export interface Culprit {
  readonly sensor: string
  /** Percent of the episode's excess; the shares of an episode, with the one named "others" if any, add to exactly 100. */
  readonly share: number
  /** Mean observed minus mean expected over the episode, in the sensor's unit. */
  readonly deviation: number
  readonly expected: number
  readonly observed: number
}

/**
 * What an episode is: `alarm`, a departure from what the model explains; `outside-trained-range`, an operating point that training never had, told and
 * no alarm; `sensor-stuck`, a sensor that gives one value only. Absent: an alarm, as in runs stored before kinds were told apart.
 */
export type EpisodeKind = 'alarm' | 'outside-trained-range' | 'sensor-stuck'

export interface Episode {
  readonly kind?: EpisodeKind
  /** Stable from run to run on the same data: asset and start time. */
  readonly id: string
  readonly start: number
  readonly end: number
  /** The episode reaches the last row. */
  readonly ongoing: boolean
  readonly rows: number
  /** Of the fused score; where it has no part in the episode the threshold for an alarm, 0 for none. */
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
  /** Of a sensor that never moved in training and was set aside: its one value, and the last other one. */
  readonly moved?: { readonly from: number; readonly to: number }
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
