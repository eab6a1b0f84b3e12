// The charts of the page: which rows, lines, bands and levels each one shows. They are collected while the page is written and
// embedded once, as JSON, at its end.

import type { CulpritSignal, RunResult } from '@acm/contract'
import type { ChartLevel, ChartLine, ChartSpan, ChartSpec, ChartZone } from './chart-spec.ts'
import { count, plain, plural } from './format.ts'
import { type Html, html } from './html.ts'
import { packTimes, packValues } from './packing.ts'
import { firstRowFrom, thin } from './thinning.ts'

/** Points of a chart over the whole period; about four a pixel on a wide screen. */
export const mostPoints = 4_000

/** Points of all charts of one kind together, so that a page of many episodes stays light. */
export const pointBudget = 30_000

export interface ChartRequest {
  /** What the chart shows, for those who cannot see it. */
  readonly title: string
  /** Stands behind the title. */
  readonly note?: string
  readonly lines: readonly { readonly label: string; readonly role: ChartLine['role']; readonly unit?: string; readonly column: Float64Array }[]
  /** Times of the columns' entries, drawn without gaps; those of the run's rows when absent. */
  readonly time?: Float64Array
  /** Columns whose extremes must survive thinning; the first line's when absent. */
  readonly extremes?: readonly Float64Array[]
  readonly window?: { readonly start: number; readonly end: number }
  readonly spans?: readonly ChartSpan[]
  readonly levels?: readonly ChartLevel[]
  readonly zones?: readonly ChartZone[]
  readonly range?: readonly [number, number]
  readonly height?: number
  readonly points?: number
}

export class Charts {
  readonly specs: ChartSpec[] = []
  readonly #time: Float64Array
  readonly #cadenceSeconds: number

  constructor(result: RunResult) {
    this.#time = result.series.time
    this.#cadenceSeconds = result.source.cadenceSeconds
  }

  /** A figure whose drawing the page's script fills in; its caption says what was left out. */
  figure(request: ChartRequest): Html {
    const time = request.time ?? this.#time
    const begin = request.window === undefined ? 0 : firstRowFrom(time, request.window.start)
    const end = request.window === undefined ? time.length : firstRowFrom(time, request.window.end + 1)
    const columns = request.extremes ?? [request.lines[0].column]
    const { rows, of, thinned } = thin(
      time,
      columns,
      begin,
      end,
      request.points ?? mostPoints,
      request.time ? Number.POSITIVE_INFINITY : this.#cadenceSeconds,
    )
    this.specs.push({
      times: packTimes(time, rows),
      lines: request.lines.map(({ column, ...line }) => ({ ...line, label: plain(line.label), values: packValues(column, rows) })),
      spans: request.spans ?? [],
      levels: request.levels ?? [],
      zones: request.zones ?? [],
      ...(request.range === undefined ? {} : { range: request.range }),
      height: request.height ?? 220,
      sync: request.window === undefined && request.time === undefined,
    })
    const drawn = thinned
      ? `${count(rows.length)} points drawn of ${plural(of, 'row')}: the lowest and the highest of each stretch, so peaks are kept.`
      : `All ${plural(of, 'row')} drawn.`
    return html`<figure><figcaption><b>${request.title}</b> <span>${request.note ?? ''} ${drawn}</span></figcaption>
<div class="plot" data-chart="${this.specs.length - 1}" role="img" aria-label="${request.title}"></div></figure>`
  }
}

/** A sensor's raw signal over its expected band. */
export function signalLines(signal: CulpritSignal): ChartRequest['lines'] {
  const unit = signal.unit === undefined ? {} : { unit: plain(signal.unit) }
  return [
    { label: 'measured', role: 'value', column: signal.value, ...unit },
    { label: 'expected', role: 'expected', column: signal.expected, ...unit },
    { label: 'lowest expected', role: 'low', column: signal.low, ...unit },
    { label: 'highest expected', role: 'high', column: signal.high, ...unit },
  ]
}
