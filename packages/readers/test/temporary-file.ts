import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'acm-readers-'))
let files = 0
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Writes a real file that lives as long as the tests of one file. */
export function fileOf(content: string | Uint8Array): string {
  const path = join(directory, `${++files}.csv`)
  writeFileSync(path, content)
  return path
}

export const temporaryDirectory = directory
