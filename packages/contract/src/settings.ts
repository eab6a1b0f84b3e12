// What a person can set.

/** A way to look at a row's evidence: "largest over 16 rows", "together over 48 h". */
export type DetectorName = string

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
  /** The budget: at most so many false alarms a month; levels are set so that training rows, judged by models that never saw them, keep to half of it. */
  readonly alarmsAMonth: number
  /** Sensors whose baseline follows slow change, by how many of their units a day at most. */
  readonly follow?: Readonly<Record<string, number>>
}
