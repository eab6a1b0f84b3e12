// Health over the whole period, on its zones, with the training rows and the episodes shaded.

import type { ChartSpan, ChartZone } from '@acm/charts'
import type { RunResult } from '@acm/contract'
import type { Charts } from '../charts.ts'
import { type Html, html } from '../html.ts'
import { byImportance } from '../importance.ts'
import { zones } from '../zones.ts'

const zoneStripes: readonly ChartZone[] = zones.map(({ zone, from }, i) => ({ low: from, high: zones[i - 1]?.from ?? 100, label: zone }))

/** The episodes as numbered bands, in order of time. */
export function episodeSpans(result: Pick<RunResult, 'episodes'>): ChartSpan[] {
  return byImportance(result.episodes)
    .sort((a, b) => a.number - b.number)
    .map(({ number, episode }) => ({ start: episode.start, end: episode.end, label: String(number), kind: 'episode' }))
}

type Period = Pick<RunResult, 'train' | 'episodes'>

/** Training rows, then episodes: what every chart over the whole period shades. */
export function periodSpans(result: Period): ChartSpan[] {
  const { start, end } = result.train
  return [{ start, end, label: 'training', kind: 'train' }, ...episodeSpans(result)]
}

/** Health over the whole period, and what its zones mean. */
export function healthSection(result: Period & Pick<RunResult, 'series'>, charts: Charts): Html {
  const figure = charts.figure({
    title: 'Health',
    lines: [{ label: 'health', role: 'value', column: result.series.health }],
    zones: zoneStripes,
    spans: periodSpans(result),
    range: [0, 100],
    height: 260,
  })
  const meanings = zones.map(({ zone, from, meaning }) => html`<li><b>${zone}</b> from ${from}: ${meaning}</li>`)
  return html`<section aria-labelledby="health"><h2 id="health">Health over time</h2>
${figure}
<p class="quiet">80 is the alarm threshold. Numbered bands are episodes; the other shaded stretch is what the model was trained on. Drag across a chart to zoom, double-click to see all again.</p>
<ul class="quiet zones">${meanings}</ul></section>`
}
