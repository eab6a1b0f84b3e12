// What the last row means: where health was lost, how far to trust the figure, whether it drifts, how long it may go on.

import type { Confidence, LostPoints, RunResult } from '@acm/pipeline'
import { fixed, percent } from '../format.ts'
import { type Html, html, nothing, table } from '../html.ts'
import { driftSentence, forecastSentence, type SensorNames } from '../wording.ts'

interface Part {
  readonly what: string
  readonly points: number
}

function lostTable({ points, detectors, sensors }: LostPoints, names: SensorNames): Html {
  if (points === 0) return html`<p>No point of health is lost.</p>`
  const columns = (head: string) => [
    { head, cell: ({ what }: Part) => what },
    { head: 'Points', numeric: true, cell: ({ points: lost }: Part) => fixed(lost, 1) },
  ]
  const bySensor = sensors.map(({ sensor, points: lost }) => ({ what: sensor === 'others' ? sensor : names.full(sensor), points: lost }))
  return html`${table(`The ${fixed(points, 1)} points that are lost, over sensors`, columns('Sensor'), bySensor)}
${table(
  'The same points, over detectors',
  columns('Detector'),
  detectors.map(({ name, points: lost }) => ({ what: name, points: lost })),
)}`
}

const meanings: readonly (readonly [keyof Confidence, string])[] = [
  ['maturity', 'training rows, beside what a settled model needs'],
  ['coverage', 'judged values that were observed'],
  ['certainty', 'judged rows in a state that training shows'],
  ['stability', 'training blocks that are like the others'],
]

function confidenceTable(confidence: Confidence): Html {
  return table(
    `Confidence ${percent(confidence.value)}: the harmonic mean of four shares, so that one that is bad shows`,
    [
      { head: 'Share of', cell: ([, meaning]) => meaning },
      { head: 'Is', numeric: true, cell: ([key]) => percent(confidence[key]) },
    ],
    meanings,
  )
}

export function outlookSection({ outlook, source }: RunResult, names: SensorNames): Html {
  if (!outlook) return nothing
  const { lost, confidence, drift, forecast } = outlook
  return html`<section aria-labelledby="outlook"><h2 id="outlook">Outlook</h2>
<dl class="facts">
<dt>Drift</dt><dd>${driftSentence(drift)}</dd>
<dt>Forecast</dt><dd>${forecastSentence(forecast, source.end)}</dd>
</dl>
${lostTable(lost, names)}
${confidenceTable(confidence)}</section>`
}
