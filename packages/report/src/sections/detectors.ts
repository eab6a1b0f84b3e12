// The engineer's view: the fused score against its threshold, and the detectors it is made of.

import type { DetectorName, RunResult } from '@acm/pipeline'
import type { LineRole } from '../chart-spec.ts'
import type { Charts } from '../charts.ts'
import { significant } from '../format.ts'
import { type Html, html, nothing, table } from '../html.ts'
import { periodSpans } from './health.ts'

const meanings: Record<DetectorName, string> = {
  ar1: 'each sensor against its own last value: sudden jumps and noise',
  pca_spe: 'distance from the relations between sensors: one sensor leaves the others',
  pca_t2: 'distance from the centre along those relations: the whole machine is far from its usual state',
}
const roles: readonly LineRole[] = ['value', 'second', 'third']

export function detectorsSection(result: RunResult, charts: Charts): Html {
  const { fused, detectors } = result.series
  const spans = periodSpans(result)
  const threshold = { value: result.threshold, label: `threshold ${significant(result.threshold)}` }
  const fusedFigure = charts.figure({ title: 'Fused score', lines: [{ label: 'fused', role: 'value', column: fused }], spans, levels: [threshold] })
  const detectorFigure =
    detectors.length === 0
      ? nothing
      : charts.figure({
          title: 'Detectors, calibrated z',
          lines: detectors.map((detector, i) => ({ label: detector.name, role: roles[i % roles.length], column: detector.z })),
          extremes: detectors.map((detector) => detector.z),
          spans,
        })
  return html`<section aria-labelledby="detectors"><h2 id="detectors">Scores behind the verdict</h2>
<p class="quiet">In standard deviations of a healthy machine: 3 is about one row in a thousand by chance. An alarm is a fused score that stays above the threshold.</p>
${fusedFigure}
${detectorFigure}
${detectorTable(result)}</section>`
}

function detectorTable(result: RunResult): Html {
  return table(
    'Detectors',
    [
      { head: 'Detector', cell: (detector) => detector.name },
      { head: 'Weight', numeric: true, cell: (detector) => significant(detector.weight) },
      { head: 'What it sees', cell: (detector) => meanings[detector.name] ?? '' },
    ],
    result.series.detectors,
  )
}
