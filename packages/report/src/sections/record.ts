// The record: what the data was like, what was left out and why, and with which settings the result can be had again.

import { count, duration, moment, percent, period, plural, significant, withUnit } from '@acm/charts/format'
import type { RunResult } from '@acm/contract'
import { type Html, html, nothing, table } from '../html.ts'

/** Grades of the sensors, columns set aside, rows that could not be read. */
export function dataSection(result: Pick<RunResult, 'grades' | 'source'>): Html {
  return html`<section aria-labelledby="data"><h2 id="data">The data</h2>
${gradesTable(result)}
${setAsideTable(result)}
${rejectedTable(result)}</section>`
}

const longest = (seconds: number): string => (seconds > 0 ? duration(seconds) : 'none')

function gradesTable(result: Pick<RunResult, 'grades'>): Html {
  if (result.grades.length === 0) return nothing
  return table(
    'Sensors used, and how good their data is',
    [
      { head: 'Sensor', cell: (grade) => grade.sensor },
      { head: 'Description', cell: (grade) => grade.description ?? '' },
      { head: 'Grade', cell: (grade) => grade.grade },
      { head: 'Missing', numeric: true, cell: (grade) => percent(grade.missingShare) },
      { head: 'Longest gap', numeric: true, cell: (grade) => longest(grade.longestGapSeconds) },
      { head: 'Longest flat', numeric: true, cell: (grade) => longest(grade.longestFlatSeconds) },
      { head: 'Usual value', numeric: true, cell: (grade) => withUnit(significant(grade.center, 4), grade.unit) },
      { head: 'Usual spread', numeric: true, cell: (grade) => withUnit(significant(grade.scale, 2), grade.unit) },
    ],
    result.grades,
  )
}

function setAsideTable(result: Pick<RunResult, 'source'>): Html {
  const { setAside } = result.source
  if (setAside.length === 0) return html`<p>No column was set aside.</p>`
  return table(
    'Set aside, and why',
    [
      { head: 'Column', cell: (entry) => entry.sensor },
      { head: 'Reason', cell: (entry) => entry.reason },
    ],
    setAside,
  )
}

function rejectedTable(result: Pick<RunResult, 'source'>): Html {
  const { rejected, rejectedRows, duplicateRows } = result.source
  const duplicates =
    duplicateRows > 0 ? html`<p>${plural(duplicateRows, 'duplicate row')} dropped; of rows with the same time the last one counts.</p>` : nothing
  if (rejectedRows === 0) return html`<p>Every row could be read.</p>${duplicates}`
  const shown = rejected.length < rejectedRows ? `the first ${count(rejected.length)} of ${count(rejectedRows)}` : `all ${count(rejectedRows)}`
  const rows = table(
    `Rows that could not be read: ${shown}`,
    [
      { head: 'File', cell: (row) => row.file },
      { head: 'Line', numeric: true, cell: (row) => String(row.line) },
      { head: 'Cell', cell: (row) => html`<code>${row.cell}</code>` },
      { head: 'Reason', cell: (row) => row.reason },
    ],
    rejected,
  )
  return html`${rows}${duplicates}`
}

const settingLabels: Readonly<Record<string, string>> = {
  asset: 'Asset',
  trainRows: 'Training rows',
  trainUntil: 'Trained until',
  sensors: 'Only these sensors',
  ignore: 'Ignored columns',
  seed: 'Seed',
  alarmsAMonth: 'False alarms a month, at most',
}

/** Settings, files and the result hash. */
export function runSection(result: Pick<RunResult, 'settings' | 'source' | 'train' | 'threshold' | 'resultHash'>): Html {
  const settings = Object.entries(result.settings).filter(([, value]) => value !== undefined)
  const rows: (readonly [string, string])[] = [
    ...settings.map(([name, value]) => [settingLabels[name] ?? name, settingText(name, value)] as const),
    ['Files', result.source.files.join(', ')],
    ['Training span', `${plural(result.train.rows, 'row')}, ${period(result.train.start, result.train.end)}`],
    ['Threshold on the fused score', significant(result.threshold, 4)],
  ]
  const settingsTable = table(
    'Settings',
    [
      { head: 'What', cell: ([name]) => name },
      { head: 'Value', cell: ([, value]) => value },
    ],
    rows,
  )
  return html`<section aria-labelledby="run"><h2 id="run">This run</h2>
${settingsTable}
<p>Result hash (SHA-256): <code class="hash">${result.resultHash}</code><br><span class="quiet">The same data and settings give the same hash on any machine.</span></p></section>`
}

function settingText(name: string, value: unknown): string {
  if (name === 'trainUntil' && typeof value === 'number') return moment(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .map(([key, entry]) => `${key} ${entry}`)
      .join(', ')
  }
  return String(value)
}
