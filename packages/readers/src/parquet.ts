// Parquet as a history: column by column and chunk by chunk, so that no more than one chunk stands beside the matrix. Types say what a column is; only
// which of them is the time may have to be found out, and that is done as for text.

import { type History, Problem, type SetAside } from '@acm/contract'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { CellTimes, type Times } from './cell-times.ts'
import type { ReadOptions } from './options.ts'
import { readingCancelled } from './source.ts'
import { chooseTime, type TimeChoice } from './time-choice.ts'
import type { TypedTable } from './typed-table.ts'

const SAMPLE_ROWS = 200

/** Times as milliseconds, with the fraction that a double holds; the default would make dates and cut it off. */
const parsers = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1e3,
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos / 1000n) / 1e3,
  dateFromDays: (days: number) => days * 86_400_000,
}

interface Leaf {
  readonly name: string
  readonly kind: 'number' | 'time' | 'text' | 'nested'
  /** Of a time: it is UTC, not the clock of the plant. */
  readonly zoned: boolean
}

const timeTypes = new Set(['TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS', 'DATE'])
const numberTypes = new Set(['DOUBLE', 'FLOAT', 'INT32', 'INT64', 'BOOLEAN'])

function leafOf({ name, type, num_children, repetition_type, logical_type, converted_type }: SchemaElement): Leaf {
  const logical = logical_type?.type
  const nested = num_children !== undefined || repetition_type === 'REPEATED'
  const time = logical === 'TIMESTAMP' || logical === 'DATE' || type === 'INT96' || timeTypes.has(converted_type ?? '')
  const zoned = logical_type?.type === 'TIMESTAMP' ? logical_type.isAdjustedToUTC : false
  const number = numberTypes.has(type ?? '') || logical === 'DECIMAL' || converted_type === 'DECIMAL'
  return { name, kind: nested ? 'nested' : time ? 'time' : number ? 'number' : 'text', zoned }
}

/** Columns at the top of the schema; what lies within one is skipped. */
function leavesOf({ schema }: FileMetaData): Leaf[] {
  const leaves: Leaf[] = []
  const skip = (at: number): number => {
    let next = at + 1
    for (let child = 0; child < (schema[at].num_children ?? 0); child++) next = skip(next)
    return next
  }
  for (let at = 1; at < schema.length; at = skip(at)) leaves.push(leafOf(schema[at]))
  return leaves
}

type Take = (values: ArrayLike<unknown>, rowStart: number) => void

interface ParquetFile {
  readonly file: string
  readonly bytes: AsyncBuffer
  readonly metadata: FileMetaData
  readonly rows: number
}

/** What the source says of itself stands. */
const unreadable = (file: string, what: string, cure: string, error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('ACM-DATA-PARQUET', `${what}: ${(error as Error).message}`, cure, { where: file })

async function readColumn({ file, bytes, metadata }: ParquetFile, name: string, take: Take, rowEnd?: number): Promise<void> {
  try {
    await parquetRead({
      file: bytes,
      metadata,
      compressors,
      parsers,
      columns: [name],
      ...(rowEnd !== undefined && { rowStart: 0, rowEnd }),
      onChunk: ({ columnData, rowStart }) => take(columnData as ArrayLike<unknown>, rowStart),
    })
  } catch (error) {
    throw unreadable(file, `column "${name}" cannot be decoded`, 'Write the file again; it may be damaged.', error)
  }
}

const toNumber = (value: unknown): number => (value === null || value === undefined ? Number.NaN : Number(value))

/** A column's first values as text, for the choice of the time; blank where it cannot be the time, or is not `wanted`. */
async function sampleOf(parquet: ParquetFile, { name, kind, zoned }: Leaf, wanted: boolean): Promise<string[]> {
  const rows = Math.min(SAMPLE_ROWS, parquet.rows)
  const texts = new Array<string>(rows).fill('')
  const textOf = (value: unknown): string => {
    if (value === null || value === undefined) return ''
    return kind === 'time' ? new Date(Number(value)).toISOString().replace(zoned ? '' : 'Z', '') : String(value)
  }
  if (kind === 'nested' || !wanted) return texts
  await readColumn(
    parquet,
    name,
    (values, start) => {
      for (let i = 0; i < values.length && start + i < rows; i++) texts[start + i] = textOf(values[i])
    },
    rows,
  )
  return texts
}

/** The times of all rows; NaN, and a reason, where one cannot be read. */
async function timesOf(parquet: ParquetFile, { name, kind, zoned }: Leaf, choice: TimeChoice, options: ReadOptions): Promise<Times> {
  const cells = new CellTimes(
    { file: parquet.file, kind: kind === 'time' ? { zoned } : choice.kind, ...(options.dayFirst !== undefined && { dayFirst: options.dayFirst }) },
    parquet.rows,
  )
  await readColumn(parquet, name, (values, start) => {
    for (let i = 0; i < values.length; i++) cells.take(start + i, values[i])
  })
  return cells.finish(parquet.rows)
}

const reasons: Readonly<Record<'text' | 'nested' | 'time', string>> = {
  text: 'it holds text, not numbers',
  nested: 'it is nested',
  time: 'it holds times and is not the time column',
}

/**
 * Reads a Parquet file into a history: numbers and flags become sensors, times and text are set aside. Memory: the matrix and one column chunk.
 * Throws Problem.
 */
export async function parquetTable(file: string, bytes: AsyncBuffer, options: ReadOptions): Promise<TypedTable> {
  const metadata = await parquetMetadataAsync(bytes).catch((error: unknown) => {
    throw unreadable(file, 'the file begins as Parquet and cannot be read', 'Write the file again; it may be cut off.', error)
  })
  const parquet: ParquetFile = { file, bytes, metadata, rows: Number(metadata.num_rows) }
  if (parquet.rows === 0)
    throw new Problem('ACM-DATA-NO-ROWS', 'the file holds no row', 'Check the export: the time range may be empty.', { where: file })
  const leaves = leavesOf(metadata)
  const samples: string[][] = []
  // Decoding a column's beginning costs as much as decoding it: numbers are looked at only where they may count from 1970, or are named as the time.
  const typed = options.time === undefined && leaves.some(({ kind }) => kind === 'time')
  for (const leaf of leaves) samples.push(await sampleOf(parquet, leaf, !(typed && leaf.kind === 'number')))
  const rows = [leaves.map(({ name }) => name), ...samples[0].map((_, row) => samples.map((sample) => sample[row]))]
  const choice = chooseTime(file, rows, 1, leaves.length, options.time, options.counts)
  const time = leaves[choice.column]
  const { times, zoned, rejected, rejectedRows } = await timesOf(parquet, time, choice, options)
  const keep = Int32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]))
  const sensors = leaves.filter((leaf) => leaf.kind === 'number' && leaf !== time)
  const values = await matrixOf(parquet, sensors, keep, options)
  const setAside: SetAside[] = leaves.flatMap((leaf) =>
    leaf === time || leaf.kind === 'number' ? [] : [{ sensor: leaf.name, reason: reasons[leaf.kind] }],
  )
  const whole = keep.length === times.length
  const history: History = {
    files: [file],
    sensors: sensors.map(({ name }) => ({ name })),
    time: whole ? times : Float64Array.from(keep, (row) => times[row]),
    zoned,
    values,
    rows: keep.length,
    setAside,
    rejectedRows,
    rejected,
  }
  return {
    format: 'Parquet',
    bytes: bytes.byteLength,
    history,
    time: { ...choice, name: time.name },
    columns: sensors.map((leaf) => leaves.indexOf(leaf)),
  }
}

async function matrixOf(parquet: ParquetFile, sensors: readonly Leaf[], keep: Int32Array, options: ReadOptions): Promise<Float64Array> {
  const { file, bytes, rows } = parquet
  if (sensors.length === 0 || keep.length === 0)
    throw new Problem(
      sensors.length === 0 ? 'ACM-DATA-NO-NUMBERS' : 'ACM-DATA-NO-ROWS',
      sensors.length === 0 ? 'no column holds numbers' : 'no row has a time',
      'Check the columns and their types.',
      { where: file },
    )
  const values = new Float64Array(sensors.length * keep.length)
  const whole = keep.length === rows
  const column = whole ? undefined : new Float64Array(rows)
  for (const [col, { name }] of sensors.entries()) {
    if (options.cancelled?.()) throw readingCancelled(file)
    const own = values.subarray(col * keep.length, (col + 1) * keep.length)
    const to = column ?? own
    to.fill(Number.NaN)
    await readColumn(parquet, name, (data, start) => {
      for (let i = 0; i < data.length; i++) to[start + i] = toNumber(data[i])
    })
    if (column)
      keep.forEach((row, i) => {
        own[i] = column[row]
      })
    options.progress?.(((col + 1) / sensors.length) * bytes.byteLength, bytes.byteLength)
  }
  return values
}
