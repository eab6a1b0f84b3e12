// The engineer's view: the fused score against its threshold, and the detectors it is made of.

import { significant } from '@acm/charts/format'
import type { DetectorName, RunResult } from '@acm/contract'
import type { Charts } from '../charts.ts'
import { type Html, html } from '../html.ts'
import { periodSpans } from './health.ts'

const meanings: Record<DetectorName, string> = {
  omr: 'Each sensor against what all the others make of it: one sensor leaves the others',
  ar1: 'Each sensor against its own last value: sudden jumps and noise',
  pca_spe: 'Distance from the few relations that all sensors follow: the pattern of the machine breaks',
  pca_t2: 'Distance from the centre along those relations: the whole machine is far from its usual state',
  gmm: 'How unlikely the row is beside the groups that training rows form',
  iforest: 'How few questions about single sensors set the row apart',
}

/** The fused score and the score of each detector, over the whole period. */
export function detectorsSection(result: Pick<RunResult, 'series' | 'threshold' | 'train' | 'episodes'>, charts: Charts): Html {
  const { fused, detectors } = result.series
  const spans = periodSpans(result)
  const threshold = { value: result.threshold, label: `threshold ${significant(result.threshold)}` }
  const figures = detectors.map((detector) =>
    charts.figure({
      title: `${detector.name}, weight ${Number(detector.weight.toPrecision(3))}`,
      note: `${meanings[detector.name] ?? ''}.`,
      lines: [{ label: detector.name, role: 'value', column: detector.z }],
      spans,
      height: 150,
    }),
  )
  return html`<section aria-labelledby="detectors"><h2 id="detectors">Scores behind the verdict</h2>
<p class="quiet">In standard deviations of a healthy machine: 3 is about one row in a thousand by chance. An alarm is a fused score that stays above the threshold.</p>
${charts.figure({ title: 'Fused score', lines: [{ label: 'fused', role: 'value', column: fused }], spans, levels: [threshold] })}
<h3>What each detector saw (calibrated z)</h3>
${figures}</section>`
}
