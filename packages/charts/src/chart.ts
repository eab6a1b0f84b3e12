// From columns to what is drawn of them.

import type { ChartLevel, ChartLine, ChartSpan, ChartSpec, ChartZone } from './chart-spec.ts'
import { plain } from './format.ts'
import { packTimes, packValues } from './packing.ts'
import { firstRowFrom, thin } from './thinning.ts'

/** Points of a chart over the whole period; about four a pixel on a wide screen. */
export const mostPoints = 4_000

export interface ChartInput {
  /** At least one; columns have an entry for each of `time`, NaN where nothing is drawn. */
  readonly lines: readonly { readonly label: string; readonly role: ChartLine['role']; readonly unit?: string; readonly column: Float64Array }[]
  /** Ascending, milliseconds. */
  readonly time: Float64Array
  /** A hole wider than three of these breaks a line; infinite: none does. */
  readonly cadenceSeconds: number
  /** Columns whose extremes must survive thinning; the first line's when absent. */
  readonly extremes?: readonly Float64Array[]
  /** First and last time that are shown; all when absent. */
  readonly window?: { readonly start: number; readonly end: number }
  readonly spans?: readonly ChartSpan[]
  readonly levels?: readonly ChartLevel[]
  readonly zones?: readonly ChartZone[]
  readonly range?: readonly [number, number]
  /** CSS pixels; 220 when absent. */
  readonly height?: number
  /** At most about so many rows are drawn; `mostPoints` when absent. */
  readonly points?: number
  readonly sync: boolean
}

export interface Chart {
  readonly spec: ChartSpec
  /** Points drawn, gaps included. */
  readonly points: number
  /** Rows that the window holds. */
  readonly of: number
  readonly thinned: boolean
}

/** What is drawn of the columns, packed, and how many rows that is of how many. Cost: one pass over each column. */
export function chartOf(input: ChartInput): Chart {
  const { lines, time, window, range } = input
  const begin = window === undefined ? 0 : firstRowFrom(time, window.start)
  const end = window === undefined ? time.length : firstRowFrom(time, window.end + 1)
  const columns = input.extremes ?? [lines[0].column]
  const { rows, of, thinned } = thin(time, columns, begin, end, input.points ?? mostPoints, input.cadenceSeconds)
  const spec: ChartSpec = {
    times: packTimes(time, rows),
    lines: lines.map(({ column, ...line }) => ({ ...line, label: plain(line.label), values: packValues(column, rows) })),
    spans: input.spans ?? [],
    levels: input.levels ?? [],
    zones: input.zones ?? [],
    ...(range === undefined ? {} : { range }),
    height: input.height ?? 220,
    sync: input.sync,
  }
  return { spec, points: rows.length, of, thinned }
}
