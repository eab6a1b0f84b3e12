// What the last row means: where health was lost, how far to trust the figure, whether it drifts, how long it may go on.

import { firstRowFrom } from '@acm/charts'
import { fixed, percent } from '@acm/charts/format'
import type { Confidence, Forecast, LostPoints, RunResult } from '@acm/contract'
import type { Charts } from '../charts.ts'
import { type Html, html, nothing, table } from '../html.ts'
import { SensorNames } from '../sensor-names.ts'
import { driftSentence, forecastSentence, recordSentence } from '../sentences.ts'

interface Part {
  readonly what: string
  readonly points: number
}

function lostTable(lost: LostPoints | null, names: SensorNames): Html {
  if (lost === null) return html`<p>Too little is observed at the last row to say where health is lost.</p>`
  const { points, detectors, sensors } = lost
  if (points === 0) return html`<p>No point of health is lost.</p>`
  const columns = (head: string) => [
    { head, cell: ({ what }: Part) => what },
    { head: 'Points', numeric: true, cell: ({ points: own }: Part) => fixed(own, 1) },
  ]
  const bySensor = sensors.map(({ sensor, points: own }) => ({ what: sensor === 'others' ? sensor : names.full(sensor), points: own }))
  return html`${table(`The ${fixed(points, 1)} points that are lost, over sensors`, columns('Sensor'), bySensor)}
${table(
  'The same points, over detectors',
  columns('Detector'),
  detectors.map(({ name, points: own }) => ({ what: name, points: own })),
)}`
}

const meanings: readonly (readonly [keyof Confidence, string])[] = [
  ['maturity', 'training rows, beside what a settled model needs'],
  ['coverage', 'judged values that were observed, or sensors still heard if that is less'],
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

function joined(first: Float64Array, second: ArrayLike<number>): Float64Array {
  const out = new Float64Array(first.length + second.length)
  out.set(first)
  out.set(second, first.length)
  return out
}

/** Health since the trend began, and where it may go. */
function forecastFigure({ band, since = Number.NaN }: Forecast, { series, source }: Pick<RunResult, 'series' | 'source'>, charts: Charts): Html {
  if (!band) return nothing
  const begin = firstRowFrom(series.time, since)
  const seen = series.health.subarray(begin)
  const [notYet, over] = [seen, band.after].map((rows) => new Float64Array(rows.length).fill(Number.NaN))
  // The band opens at the last row, which must survive thinning for it.
  notYet[seen.length - 1] = seen[seen.length - 1]
  const told = (label: string, role: 'low' | 'expected' | 'high', values: readonly number[]) => ({ label, role, column: joined(notYet, values) })
  return charts.figure({
    title: 'Health ahead, if it goes on falling as it has',
    note: 'Four ways of five stay within the band.',
    time: joined(
      series.time.subarray(begin),
      band.after.map((after) => source.end + after),
    ),
    lines: [
      { label: 'health', role: 'value', column: joined(seen, over) },
      told('P10', 'low', band.p10),
      told('P50', 'expected', band.p50),
      told('P90', 'high', band.p90),
    ],
    extremes: [joined(seen, band.p50), joined(notYet, band.p10)],
    levels: [{ value: 20, label: 'failure zone' }],
    range: [0, 100],
  })
}

/** Drift, forecast, points lost and confidence; nothing for a run stored before they were worked out. */
export function outlookSection(result: Pick<RunResult, 'outlook' | 'states' | 'grades' | 'series' | 'source'>, charts: Charts): Html {
  const { outlook } = result
  if (!outlook) return nothing
  const { lost, confidence, drift, forecast, record } = outlook
  return html`<section aria-labelledby="outlook"><h2 id="outlook">Outlook</h2>
<dl class="facts">
<dt>Drift</dt><dd>${driftSentence(drift)}</dd>
<dt>Forecast</dt><dd>${forecastSentence(forecast, result)}</dd>
${forecast.reason === '' || record?.points ? html`<dt>Its record</dt><dd>${recordSentence(record)}</dd>` : nothing}
</dl>
${forecastFigure(forecast, result, charts)}
${lostTable(lost, new SensorNames(result.grades))}
${confidenceTable(confidence)}</section>`
}
