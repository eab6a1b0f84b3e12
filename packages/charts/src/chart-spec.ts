// What is drawn, as data: it can travel inside a page or over a wire.

/** Numbers as base64 of little-endian Uint16: 0 is missing, 1 … 65535 spans low … high. Finer than any screen. */
export interface PackedValues {
  readonly low: number
  readonly high: number
  readonly data: string
}

/** Times as base64 of little-endian Uint32: origin + n · step, in milliseconds. */
export interface PackedTimes {
  readonly origin: number
  readonly step: number
  readonly data: string
}

/** How a line is drawn; `low` and `high` bound the shaded expected band. */
export type LineRole = 'value' | 'expected' | 'low' | 'high'

export interface ChartLine {
  readonly label: string
  readonly role: LineRole
  readonly unit?: string
  readonly values: PackedValues
}

/** A stretch of time shaded from top to bottom, named at its top. */
export interface ChartSpan {
  readonly start: number
  readonly end: number
  readonly label: string
  readonly kind: 'episode' | 'train'
}

/** A horizontal dashed line, named at its right end. */
export interface ChartLevel {
  readonly value: number
  readonly label: string
}

/** A horizontal stripe, named at its left end. */
export interface ChartZone {
  readonly low: number
  readonly high: number
  readonly label: string
}

export interface ChartSpec {
  readonly times: PackedTimes
  readonly lines: readonly ChartLine[]
  readonly spans: readonly ChartSpan[]
  readonly levels: readonly ChartLevel[]
  readonly zones: readonly ChartZone[]
  /** Fixed ends of the vertical axis; absent: from the data. */
  readonly range?: readonly [number, number]
  /** Height in CSS pixels. */
  readonly height: number
  /** Charts over the same period move their cursors together. */
  readonly sync: boolean
}
