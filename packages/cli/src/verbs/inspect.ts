import { Problem } from '@acm/contract'
import { timeText } from '@acm/monitor/formats'
import type { InspectedSensor, Inspection } from '@acm/readers'
import { readingOf } from '../analysis/request.ts'
import { exitCodes, flagOf } from '../problem.ts'
import { onInterrupt } from '../terminal/interrupt.ts'
import { createProgress, noProgress } from '../terminal/progress.ts'
import { printable } from '../terminal/terminal.ts'
import type { Verb } from './verb.ts'

const MOST_REJECTED = 5

const count = (value: number, noun: string): string => `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`
const figure = (value: number): string => (Number.isNaN(value) ? '' : String(Number(value.toPrecision(6))))

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`

const flagsOf = (options: readonly string[]): string => options.map(flagOf).join(' or ')

function decisionLines({ decisions }: Inspection): string[] {
  return decisions.flatMap(({ what, value, evidence, assumed, options }) => [
    `${`${what}:`.padEnd(14)}${value}`,
    `${' '.repeat(14)}because ${evidence}${assumed ? ' (a guess)' : ''}${options.length ? `; overridden by ${flagsOf(options)}` : ''}`,
  ])
}

function headerLines({ headerRows, comments, decisions }: Inspection): string[] {
  // A table with types has no lines.
  if (decisions[0].what === 'format') return []
  const rows = headerRows.map(({ line, role }) => `line ${line} ${role}`)
  const skipped = comments.length ? `; ${count(comments.length, 'line')} above the table passed over` : ''
  return [`${'header:'.padEnd(14)}${rows.join(', ') || 'none'}${skipped}`]
}

function rowLines({ rows, first, last, zoned, cadence }: Inspection): string[] {
  const step = Number.isNaN(cadence.seconds) ? 'one row' : `one row every ${figure(cadence.seconds)} s (${percent(cadence.share)} of the steps)`
  const flaws = [
    cadence.backward ? `${count(cadence.backward, 'step')} back in time` : '',
    cadence.repeated ? `${count(cadence.repeated, 'repeated time')}` : '',
  ]
  const order = flaws.filter(Boolean)
  return [
    `${'rows:'.padEnd(14)}${count(rows, 'row')}, ${timeText(first, zoned)} to ${timeText(last, zoned)}, ${step}`,
    ...(order.length ? [`${' '.repeat(14)}${order.join(' and ')}; an analysis sorts the rows and keeps the last of those alike`] : []),
  ]
}

function sensorLine({ column, name, unit, description, missing, rejectedCells, min, max }: InspectedSensor, rows: number): string {
  const share = missing ? `, ${percent(missing / rows)} missing` : ''
  const bad = rejectedCells ? `, ${count(rejectedCells, 'cell')} not numbers` : ''
  const label = [name, unit && !name.includes(unit) ? `[${unit}]` : '', description ?? ''].filter(Boolean).join(' ')
  return `  ${String(column).padStart(4)}  ${label.padEnd(34)} ${figure(min)} to ${figure(max)}${share}${bad}`
}

function flawLines({ setAside, rejected, rejectedRows, rejectedCells, missingTexts }: Inspection): string[] {
  const texts = missingTexts.filter(({ text }) => text !== '').map(({ text, cells }) => `"${text}" (${cells})`)
  return [
    ...setAside.map(({ sensor, reason }) => `set aside     ${sensor}: ${reason}`),
    ...(texts.length ? [`no value      ${texts.join(', ')}`] : []),
    ...(rejectedRows || rejectedCells ? [`rejected      ${count(rejectedRows, 'row')} and ${count(rejectedCells, 'cell')}, the first of them:`] : []),
    ...rejected.slice(0, MOST_REJECTED).map(({ file, line, reason, cell }) => `  ${file}:${line}  ${reason}: "${cell}"`),
  ]
}

/** What `acm inspect` prints, from the file's name to its flaws. */
function inspectionLines(inspection: Inspection): string[] {
  const { file, bytes, sensors, rows } = inspection
  return [
    `${file}, ${count(bytes, 'byte')}`,
    ...decisionLines(inspection),
    ...headerLines(inspection),
    ...rowLines(inspection),
    `${'sensors:'.padEnd(14)}${sensors.length}, by column`,
    ...sensors.map((sensor) => sensorLine(sensor, rows)),
    ...flawLines(inspection),
  ].map(printable)
}

function inspectionJson({ first, last, ...inspection }: Inspection) {
  const decisions = inspection.decisions.map(({ options, ...decision }) => ({ ...decision, ...(options.length && { flag: flagsOf(options) }) }))
  return { schemaVersion: 1, ...inspection, decisions, first: timeText(first, inspection.zoned), last: timeText(last, inspection.zoned) }
}

export const inspect: Verb = async ({ options, operand: file, terminal }) => {
  const [{ inspectHistory }, { fileSource }] = await Promise.all([import('@acm/readers'), import('@acm/readers/node')])
  const progress = options.quiet ? noProgress : createProgress(terminal.errorStream)
  let cancelled = false
  const deafen = onInterrupt(
    () => {
      cancelled = true
    },
    () => {},
  )
  try {
    const inspection = await inspectHistory(await fileSource(file), {
      ...readingOf(options),
      cancelled: () => cancelled,
      progress: (done, total) => progress.update(`Reading ${file}, MB`, done / 1e6, total / 1e6),
    })
    if (cancelled) throw new Problem('ACM-INTERRUPTED', 'the inspection was interrupted', 'start it again')
    progress.stop()
    terminal.print(options.json ? JSON.stringify(inspectionJson(inspection)) : inspectionLines(inspection).join('\n'))
    return exitCodes.fine
  } finally {
    progress.stop()
    deafen()
  }
}
