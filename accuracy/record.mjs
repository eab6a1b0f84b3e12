// Figures of a run beside those that were recorded: what is better, by how much a figure may fall, and the table of the guide.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname
const RECORD = join(here, 'record.json')
const GUIDE = join(here, '../docs/guide/accuracy.md')

/** Figures of which less is better, by the last part of their name; of all others more is. */
const LESS_IS_BETTER = new Set(['falseAlarms', 'far', 'mar', 'falseAlarmsAMonth', 'rmse', 'width'])
/** Figures that should be neither less nor more than this. */
const NOMINAL = { coverage: 0.8 }
/** What a figure may lose: a hundredth of a share, half an alarm a month, half a cycle of error, two of width, three machines of a hundred. */
const TOLERANCES = { falseAlarmsAMonth: 0.5, rmse: 0.5, width: 2, coverage: 0.03 }
const TOLERANCE = 0.01

const lastOf = (name) => name.split('.').at(-1)

/** How much worse a figure is than it was; negative: better. */
export function loss(name, now, before) {
  const nominal = NOMINAL[lastOf(name)]
  if (nominal !== undefined) return Math.abs(now - nominal) - Math.abs(before - nominal)
  return LESS_IS_BETTER.has(lastOf(name)) ? now - before : before - now
}

/** Figures that fell by more than their tolerance, in words. */
export function fallen(figures, recorded) {
  return Object.entries(recorded).flatMap(([name, before]) => {
    const allowed = TOLERANCES[lastOf(name)] ?? TOLERANCE
    if (!(name in figures)) return []
    const lost = loss(name, figures[name], before)
    return Number.isFinite(lost) && lost <= allowed ? [] : [`${name} was ${before}, is ${figures[name]}; it may lose ${allowed}`]
  })
}

export const readRecord = () => JSON.parse(readFileSync(RECORD, 'utf8'))

const shown = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value))

/** A line a figure, in Markdown. */
export const tableOf = (figures) => [
  '| figure | value |',
  '| --- | --- |',
  ...Object.entries(figures).map(([name, value]) => `| \`${name}\` | ${shown(value)} |`),
]

/** Writes the record, and its table between the guide's markers. */
export function writeRecord(record) {
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`)
  const text = readFileSync(GUIDE, 'utf8')
  const table = tableOf(record.figures).join('\n')
  writeFileSync(
    GUIDE,
    text.replace(/(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/, (_, begin, end) => `${begin}\n${table}\n\n${end}`),
  )
}
