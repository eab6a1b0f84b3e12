import { Problem, type Sensor } from '@acm/contract'
import { type Delimiter, detectDelimiter, isComment } from './delimiter.ts'
import { columnSensors, type HeaderRow, headerRoles, isRoleLabel } from './header.ts'
import { type DecimalEvidence, decimalFrom, isMissingText } from './number-text.ts'
import { delimiterOption, type ReadOptions } from './options.ts'
import { splitRecords } from './records.ts'
import { chooseTime, isTimeCell, type TimeChoice } from './time-choice.ts'

// What the head of a file (its first mebibyte) tells: how lines are cut, what stands above the data, which column is the time.

export interface TextLine {
  readonly line: number
  readonly text: string
}

export interface Layout {
  readonly delimiter: Delimiter
  readonly decimal: DecimalEvidence
  /** Cells a row has. */
  readonly cells: number
  /** Lines above the header that are no part of the table. */
  readonly comments: readonly TextLine[]
  readonly headerRows: readonly HeaderRow[]
  /** One a column, the time column included. */
  readonly sensors: readonly Sensor[]
  readonly time: TimeChoice
  readonly firstDataLine: number
}

interface Sampled {
  readonly line: number
  readonly cells: readonly string[]
  readonly raw: string
}

const sampledRecords = 400
const mostHeaderRows = 20

/** Reads the layout from `head`, whole lines ending in `\n`. Throws Problem (ACM-DATA-…) where it is no table with a time column. */
export function findLayout(file: string, head: string, options: ReadOptions): Layout {
  const delimiter = detectDelimiter(file, head, delimiterOption(options))
  const records: Sampled[] = []
  for (const record of splitRecords(head, delimiter.value)) {
    if (record.raw.trim() !== '') records.push(record)
    if (records.length === sampledRecords) break
  }
  const cells = tableWidth(records)
  const table = records.filter((record) => fits(record, cells) && !isComment(record.raw)).map((record) => record.cells)
  const time = chooseTimeOrHeaderOnly(file, table, cells, options)
  const top = readTop(file, records, cells, time)
  const headerRows = headerRoles(top.header, time.column)
  const sensors = columnSensors(file, headerRows, cells)
  const data = records.filter(({ line, cells: { length } }) => line >= top.firstDataLine && length >= cells)
  return {
    delimiter,
    decimal: decimalFrom(sampleCells(data, sensors, time)),
    cells,
    sensors,
    headerRows,
    time,
    comments: top.comments,
    firstDataLine: top.firstDataLine,
  }
}

/** The most frequent number of cells; one less where only the rows (not the header) end in a delimiter. */
function tableWidth(records: readonly Sampled[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of records) if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const [width] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [1, 0])
  const endEmpty = records.every(({ cells }) => cells.length !== width || cells[width - 1].trim() === '')
  return endEmpty && width > 2 && records.slice(0, mostHeaderRows).some(({ cells }) => cells.length === width - 1) ? width - 1 : width
}

const fits = ({ cells }: Sampled, width: number) => cells.length === width || (cells.length === width + 1 && cells[width].trim() === '')

function chooseTimeOrHeaderOnly(file: string, table: readonly (readonly string[])[], cells: number, options: ReadOptions): TimeChoice {
  // Half of a short file may be header; of a long one its first rows.
  const body = Math.min(mostHeaderRows / 2, Math.floor(table.length / 2))
  try {
    return chooseTime(file, table, body, cells, options.time, options.counts)
  } catch (error) {
    if (table.length > 1 || (error as Problem).code !== 'ACM-DATA-NO-TIME') throw error
    throw new Problem('ACM-DATA-NO-ROWS', 'the file holds a header and no row of data', 'Check the export: the time range may be empty.', {
      where: file,
    })
  }
}

interface Top {
  readonly comments: TextLine[]
  readonly header: Sampled[]
  firstDataLine: number
}

/** Separates comments, header rows and data. Throws Problem where the header has another number of cells than the rows. */
function readTop(file: string, records: readonly Sampled[], width: number, time: TimeChoice): Top {
  const top: Top = { comments: [], header: [], firstDataLine: 0 }
  for (const record of records) {
    top.firstDataLine = record.line
    const stray =
      isComment(record.raw) || (top.header.length === 0 && !fits(record, width) && !isTimeCell(record.cells[time.column] ?? '', time.kind))
    if (stray) top.comments.push({ line: record.line, text: record.raw })
    else if (top.header.length < mostHeaderRows && isHeader(record, top.header.length, width, time)) top.header.push(record)
    else return withHeader(file, top, records, width)
  }
  throw new Problem('ACM-DATA-NO-ROWS', 'the file holds header rows and no row of data', 'Check the export: the time range may be empty.', {
    where: file,
  })
}

/** Without a header row the line above the data may be one all the same: a comment of the right width is; one of another width is a mistake. */
function withHeader(file: string, top: Top, records: readonly Sampled[], width: number): Top {
  const above = top.comments.at(-1)
  const record = records.find(({ line }) => line === above?.line)
  if (top.header.length > 0 || above === undefined || record === undefined) return top
  if (record.cells.length === width) {
    top.comments.pop()
    return { ...top, header: [{ ...record, cells: record.cells.map((cell, i) => (i === 0 ? cell.replace(/^\s*(#|\/\/|%)\s*/, '') : cell)) }] }
  }
  if (isComment(above.text) || record.cells.length < 2) return top
  const message = `the header has ${record.cells.length} cells and the rows below have ${width}`
  throw new Problem('ACM-DATA-HEADER', message, 'Give every column a name, and quote names that hold the delimiter.', {
    where: `${file}:${above.line}`,
  })
}

const isNumeric = (cell: string) => /^[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[.,]\d+)*(?:e[-+]?\d+)?$/i.test(cell)

/** A row above the first time; but a row of mere numbers below a header is data whose time is bad. */
function isHeader(record: Sampled, headerRows: number, width: number, time: TimeChoice): boolean {
  const cell = (record.cells[time.column] ?? '').trim()
  if (!fits(record, width) || isTimeCell(cell, time.kind)) return false
  if (isRoleLabel(cell)) return true
  const others = record.cells.filter((text, i) => i !== time.column && text.trim() !== '').map((text) => text.trim())
  const valuesOnly = others.length > 0 && others.every((text) => isNumeric(text) || isMissingText(text.toLowerCase()))
  return headerRows === 0 ? !(valuesOnly && isMissingText(cell.toLowerCase())) : !valuesOnly
}

function* sampleCells(records: readonly Sampled[], sensors: readonly Sensor[], time: TimeChoice): Generator<{ text: string; label: string }> {
  for (const { line, cells } of records) {
    for (const [column, sensor] of sensors.entries()) {
      if (column === time.column || column === time.clock) continue
      yield { text: cells[column].trim(), label: `line ${line}, column "${sensor.name}"` }
    }
  }
}
