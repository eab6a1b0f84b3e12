// The operating states: what they look like, how long the machine was in each, and when.

import { count, percent, significant, withUnit } from '@acm/charts/format'
import type { OperatingState, RunResult } from '@acm/contract'
import type { Charts } from '../charts.ts'
import { type Html, html, nothing, table } from '../html.ts'
import { SensorNames } from '../sensor-names.ts'
import { periodSpans } from './health.ts'

const looks = ({ typical }: OperatingState, names: SensorNames): string =>
  typical.map(({ sensor, value }) => `${names.label(sensor)} ${withUnit(significant(value, 4), names.unit(sensor))}`).join(', ')

/** Nothing for a machine that was in one state throughout. */
export function statesSection(result: Pick<RunResult, 'states' | 'series' | 'grades' | 'train' | 'episodes'>, charts: Charts): Html {
  const { states, series } = result
  if (!states || !series.state || (states.list.length === 1 && states.unknownRows === 0)) return nothing
  const { list, unknownRows } = states
  const names = new SensorNames(result.grades)
  const judged = list.reduce((sum, { rows }) => sum + rows, unknownRows)
  const unknown = { number: 0, trainRows: 0, rows: unknownRows, typical: [] }
  const shown = [...list].sort((a, b) => a.number - b.number).concat(unknownRows > 0 ? [unknown] : [])
  const rows = table(
    'How the machine was operated; each state is judged by a model of its own',
    [
      { head: 'State', cell: ({ number }) => (number > 0 ? String(number) : '0: none that training shows') },
      { head: 'Typically', cell: (state) => looks(state, names) },
      { head: 'Training rows', numeric: true, cell: ({ trainRows }) => count(trainRows) },
      { head: 'Judged rows', numeric: true, cell: (state) => `${count(state.rows)} (${percent(state.rows / judged)})` },
    ],
    shown,
  )
  const figure = charts.figure({
    title: 'Operating state',
    lines: [{ label: 'state', role: 'value', column: Float64Array.from(series.state) }],
    spans: periodSpans(result),
    range: [-0.5, Math.max(...list.map(({ number }) => number)) + 0.5],
    height: 110,
  })
  return html`<section aria-labelledby="states"><h2 id="states">Operating states</h2>
${rows}
${figure}</section>`
}
