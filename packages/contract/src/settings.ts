// What a person can set.

export type DetectorName = 'omr' | 'pca_spe' | 'ar1' | 'pca_t2' | 'gmm' | 'iforest'

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
