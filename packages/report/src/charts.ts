// Figures and what is drawn in them, collected while sections are written: a page embeds it once, at its end.

import { type ChartInput, type ChartSpec, chartOf } from '@acm/charts'
import { count, plain, plural } from '@acm/charts/format'
import type { CulpritSignal, RunResult } from '@acm/contract'
import { type Html, html } from './html.ts'

/** Points of all charts of one kind together, so that a page of many episodes stays light. */
export const pointBudget = 30_000

export interface ChartRequest extends Omit<ChartInput, 'time' | 'cadenceSeconds' | 'sync'> {
  /** What the chart shows, for those who cannot see it. */
  readonly title: string
  /** Stands behind the title. */
  readonly note?: string
  /** Times of the columns' entries, drawn without gaps; those of the run's rows when absent. */
  readonly time?: Float64Array
}

/** Gathers what is drawn in the figures of the sections it is handed to. */
export class Charts {
  readonly specs: ChartSpec[] = []
  readonly #time: Float64Array
  readonly #cadenceSeconds: number

  /** Of one run: its charts share its rows' times. */
  constructor({ series, source }: Pick<RunResult, 'series' | 'source'>) {
    this.#time = series.time
    this.#cadenceSeconds = source.cadenceSeconds
  }

  /** A figure for whoever shows it to draw `specs[data-chart]` into; its caption says what was left out. */
  figure(request: ChartRequest): Html {
    const { title, note = '', time, ...input } = request
    const { spec, points, of, thinned } = chartOf({
      ...input,
      time: time ?? this.#time,
      cadenceSeconds: time ? Number.POSITIVE_INFINITY : this.#cadenceSeconds,
      sync: request.window === undefined && time === undefined,
    })
    this.specs.push(spec)
    const drawn = thinned
      ? `${count(points)} points drawn of ${plural(of, 'row')}: the lowest and the highest of each stretch, so peaks are kept.`
      : `All ${plural(of, 'row')} drawn.`
    return html`<figure><figcaption><b>${title}</b> <span>${note} ${drawn}</span></figcaption>
<div class="plot" data-chart="${this.specs.length - 1}" role="img" aria-label="${title}"></div></figure>`
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
