import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CsvHistory, type Inspection, inspectHistory, type ReadOptions, readHistory } from '../dist/index.js'
import { fileSource } from '../dist/node/index.js'

const directory = mkdtempSync(join(tmpdir(), 'acm-readers-'))
let files = 0
// Test files share this module: it goes with the process that ran them.
process.once('exit', () => rmSync(directory, { recursive: true, force: true }))

/** Writes a real file that lives as long as the tests. */
export function fileOf(content: string | Uint8Array): string {
  const path = join(directory, `${++files}.csv`)
  writeFileSync(path, content)
  return path
}

export const temporaryDirectory = directory

export const readFile = async (path: string, options?: ReadOptions): Promise<CsvHistory> =>
  (await readHistory(await fileSource(path), options)) as CsvHistory

export const inspectFile = async (path: string, options?: ReadOptions): Promise<Inspection> => inspectHistory(await fileSource(path), options)
