// The engineer's view: the fused score against its threshold, and the detectors it is made of.

import { percent, significant } from '@acm/charts/format'
import type { RunResult } from '@acm/contract'
import type { Charts } from '../charts.ts'
import { type Html, html } from '../html.ts'
import { periodSpans } from './health.ts'

/** By the first word of a channel's name. */
const meanings: Readonly<Record<string, string>> = {
  largest: 'The sensor that is furthest from what the others explain, in its own spread',
  together: 'All sensors at once: many that are a little off',
  pace: 'Each sensor against its own last value: sudden jumps and noise',
}

/** The fused score and the score of each detector, over the whole period. */
export function detectorsSection(result: Pick<RunResult, 'series' | 'threshold' | 'train' | 'episodes'>, charts: Charts): Html {
  const { fused, detectors } = result.series
  const spans = periodSpans(result)
  const threshold = { value: result.threshold, label: `threshold ${significant(result.threshold)}` }
  const figures = detectors.map((detector) =>
    charts.figure({
      title: `${detector.name}, ${percent(detector.weight)} of the budget`,
      note: `${meanings[detector.name.split(' ')[0]] ?? 'As in an earlier version'}.`,
      lines: [{ label: detector.name, role: 'value', column: detector.z }],
      spans,
      height: 150,
    }),
  )
  return html`<section aria-labelledby="detectors"><h2 id="detectors">Scores behind the verdict</h2>
<p class="quiet">In shares of the level that alarms: 0 is usual, 1 the level. The fused score is the largest of the channels.</p>
${charts.figure({ title: 'Fused score', lines: [{ label: 'fused', role: 'value', column: fused }], spans, levels: [threshold] })}
<h3>What each channel saw</h3>
${figures}</section>`
}
