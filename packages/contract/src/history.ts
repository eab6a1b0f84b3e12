// What a reader hands in.

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
