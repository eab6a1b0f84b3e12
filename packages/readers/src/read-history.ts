// One way to read a file, whatever its format: the first bytes say which.

import { open, stat } from 'node:fs/promises'
import { type History, Problem } from '@acm/contract'
import { readCsv } from './csv.ts'
import { type Inspection, inspectCsv, inspectTyped } from './inspect.ts'
import type { ReadOptions } from './options.ts'
import type { TypedTable } from './time-choice.ts'
import { fromWallClock } from './time-zone.ts'

const PARQUET = 'PAR1'
const SQLITE = 'SQLite format 3\0'

/** The first bytes of a file as text; '' for what is none: text may come through a pipe, which cannot be read twice. */
async function beginning(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  const handle = found?.isFile() ? await open(path, 'r').catch(() => undefined) : undefined
  if (!handle) return ''
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SQLITE.length), 0, SQLITE.length, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** A table with types, or undefined for text. */
async function readTyped(path: string, options: ReadOptions): Promise<(TypedTable & { readonly format: string }) | undefined> {
  const bytes = await beginning(path)
  const { query } = options
  if (bytes === SQLITE) {
    if (query === undefined)
      throw new Problem('ACM-USAGE-QUERY', `${path} is a SQLite file`, 'Say what to read with --query "select time, … from …".', { where: path })
    return { format: 'SQLite, the answer of --query', ...(await import('./sqlite.ts')).sqliteReading(path, query, options) }
  }
  if (query !== undefined)
    throw new Problem('ACM-USAGE-QUERY', `--query was given, and ${path} is no SQLite file`, 'Leave --query out.', { where: path })
  if (!bytes.startsWith(PARQUET)) return undefined
  const [{ parquetReading }, { asyncBufferFromFile }] = await Promise.all([import('./parquet.ts'), import('hyparquet')])
  return { format: 'Parquet', ...(await parquetReading(path, await asyncBufferFromFile(path), options)) }
}

/** Times that have no zone of their own as UTC, where the options say in which zone the plant lives. */
function inZone(history: History, { timeZone }: ReadOptions): History {
  if (timeZone === undefined || history.zoned) return history
  return { ...history, time: fromWallClock(history.time, timeZone), zoned: true }
}

/** Reads a plant's file, CSV, Parquet or the answer of a query to SQLite, into a history. Throws Problem. */
export async function readHistory(path: string, options: ReadOptions = {}): Promise<History> {
  return inZone((await readTyped(path, options))?.history ?? (await readCsv(path, options)), options)
}

/** Reads the whole file, whatever its format, and reports what was understood. Cost and errors as `readHistory`. */
export async function inspectHistory(path: string, options: ReadOptions = {}): Promise<Inspection> {
  const typed = await readTyped(path, options)
  return typed ? inspectTyped(path, (await stat(path)).size, typed) : inspectCsv(path, options)
}
