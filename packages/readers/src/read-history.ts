// One way to read a history, whatever its format and wherever it is: the first bytes say which.

import { type History, Problem } from '@acm/contract'
import type { AsyncBuffer } from 'hyparquet'
import { readText } from './csv.ts'
import { startsWith } from './encoding.ts'
import { type Inspection, inspectText, inspectTyped } from './inspect.ts'
import type { ReadOptions } from './options.ts'
import { evenBlocks, joined, type Source } from './source.ts'
import { fromWallClock } from './time-zone.ts'
import type { TypedTable } from './typed-table.ts'

const bytesOf = (text: string) => Array.from(text, (character) => character.charCodeAt(0))
const PARQUET = bytesOf('PAR1')
const SQLITE = bytesOf('SQLite format 3\0')

type Blocks = AsyncGenerator<Uint8Array>

/** The blocks of which the first was taken. */
async function* putBack(first: Uint8Array, rest: Blocks): Blocks {
  yield first
  yield* rest
}

/** Bytes of any place: from the source where it gives them, else all are taken in. */
async function randomAccess(source: Source, blocks: Blocks): Promise<AsyncBuffer> {
  const { size } = source
  const slice = source.slice?.bind(source)
  if (slice && size !== undefined) return { byteLength: size, slice: (begin, end = size) => slice(begin, Math.min(end, size)) }
  const taken: Uint8Array[] = []
  for await (const block of blocks) taken.push(block)
  return joined(taken).buffer
}

/** A table with types, or undefined for text. */
async function readTyped(source: Source, first: Uint8Array, rest: Blocks, options: ReadOptions): Promise<TypedTable | undefined> {
  const { query } = options
  const where = source.name
  const means = [{ option: 'query' }]
  if (source.rows && startsWith(first, SQLITE)) {
    if (query === undefined)
      throw new Problem('ACM-USAGE-QUERY', `${where} is a SQLite file`, 'Say what to read: "select time, … from …"', { where, means })
    const { queryTable } = await import('./query-table.ts')
    return queryTable(source, await source.rows(query), options)
  }
  if (query !== undefined)
    throw new Problem('ACM-USAGE-QUERY', `a query was given, and ${where} is no SQLite file`, 'Leave the query out', { where, means })
  if (!startsWith(first, PARQUET)) return undefined
  const { parquetTable } = await import('./parquet.ts')
  const table = await parquetTable(where, await randomAccess(source, putBack(first, rest)), options)
  await source.checkUnchanged()
  return table
}

interface Found {
  readonly history: History
  readonly inspection: () => Inspection
}

async function read(source: Source, options: ReadOptions): Promise<Found> {
  const blocks = evenBlocks(source, options)
  try {
    const { value: first = new Uint8Array(0) } = await blocks.next()
    const table = await readTyped(source, first, blocks, options)
    if (table) return { history: table.history, inspection: () => inspectTyped(source.name, table) }
    const findings = await readText(source.name, putBack(first, blocks), options)
    return { history: findings.history, inspection: () => inspectText(source.name, findings, options) }
  } finally {
    await blocks.return(undefined)
  }
}

/** Times that have no zone of their own as UTC, where the options say in which zone the plant lives. */
function inZone(history: History, { timeZone }: ReadOptions): History {
  if (timeZone === undefined || history.zoned) return history
  return { ...history, time: fromWallClock(history.time, timeZone), zoned: true }
}

/**
 * Reads a plant's data, CSV, Parquet or the answer of a query to SQLite, into a history: rows in the order they stand, one sensor a numeric column. CSV is
 * streamed; memory peaks below three times the matrix (rows × sensors × 8 bytes) beside what Node takes itself (436 MiB measured for a matrix of 132 MiB).
 * What the options leave open is decided from the data; `inspectHistory` says how. A history of CSV has `rejectedCells` (`CsvHistory`). Raises Problem.
 */
export async function readHistory(source: Source, options: ReadOptions = {}): Promise<History> {
  return inZone((await read(source, options)).history, options)
}

/** Reads all of it and reports what was understood, with the evidence for each decision. Cost and errors as `readHistory`. */
export async function inspectHistory(source: Source, options: ReadOptions = {}): Promise<Inspection> {
  return (await read(source, options)).inspection()
}
