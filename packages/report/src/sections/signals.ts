// The raw signals over the whole period, each over its expected band.

import { mostPoints } from '@acm/charts'
import { plural } from '@acm/charts/format'
import type { RunResult } from '@acm/contract'
import { type Charts, pointBudget, signalLines } from '../charts.ts'
import { type Html, html, nothing } from '../html.ts'
import { SensorNames } from '../sensor-names.ts'
import { periodSpans } from './health.ts'

const mostSignals = 16

/** The signals to blame, each over the band in which it was expected; nothing where there are none. */
export function signalsSection(result: Pick<RunResult, 'signals' | 'grades' | 'train' | 'episodes'>, charts: Charts): Html {
  if (result.signals.length === 0) return nothing
  const names = new SensorNames(result.grades)
  const shown = result.signals.slice(0, mostSignals)
  const points = Math.min(mostPoints, Math.floor(pointBudget / shown.length))
  const spans = periodSpans(result)
  const figures = shown.map((signal) =>
    charts.figure({
      title: `${names.full(signal.sensor)}${signal.unit ? ` in ${signal.unit}` : ''}`,
      lines: signalLines(signal),
      extremes: [signal.value, signal.expected],
      spans,
      points,
      height: 180,
    }),
  )
  const hidden = result.signals.length - shown.length
  return html`<section aria-labelledby="signals"><h2 id="signals">Signals over the whole period</h2>
<p class="quiet">Solid: measured. Dashed: what the model expects from the other sensors. Shaded: where a healthy reading lies.</p>
${figures}${hidden > 0 ? html`<p class="quiet">${plural(hidden, 'more signal')} not drawn.</p>` : nothing}</section>`
}
