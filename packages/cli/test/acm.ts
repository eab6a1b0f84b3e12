// Runs the real program as a child process in a folder of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export const program = fileURLToPath(new URL('../bin/acm.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Called once the process runs. */
  readonly meanwhile?: (child: ChildProcess) => void
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A fresh folder, removed after the tests of the file. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'acm-cli-'))
  folders.push(path)
  return path
}

/** A file with this text in a fresh folder. */
export function file(text: string | Uint8Array, name = 'machine.csv'): string {
  const path = join(folder(), name)
  writeFileSync(path, text)
  return path
}

export function acm(args: readonly string[], { cwd = folder(), env = {}, meanwhile }: Surroundings = {}): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, NO_COLOR: '1', ...env } })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    texts.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    texts.stderr += text
  })
  meanwhile?.(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts }))
  })
}

/** Everything in a folder, sorted, hidden files too. */
export const filesIn = (path: string): string[] => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()

/** A history of two machines' worth of plain sensors: `rows` rows a minute apart that swing in a known way. */
export function plainHistory(
  rows: number,
  cells: (row: number) => readonly (string | number)[] = waves,
  names = ['flow', 'pressure', 'temperature'],
): string {
  const lines = [`time,${names.join(',')}`]
  for (let row = 0; row < rows; row++) lines.push(`${timeOf(row)},${cells(row).join(',')}`)
  return `${lines.join('\n')}\n`
}

export const timeOf = (row: number): string => new Date(Date.UTC(2024, 2, 1) + row * 60_000).toISOString().slice(0, 19).replace('T', ' ')

/** Three sensors that share a slow swing, each with its own quick one; no two rows alike. */
export function waves(row: number): string[] {
  const slow = Math.sin(row / 50)
  return [10 + slow + 0.1 * Math.sin(row * 1.7), 5 + 0.5 * slow + 0.1 * Math.sin(row * 2.3), 60 + 3 * slow + 0.3 * Math.sin(row * 3.1)].map((value) =>
    value.toFixed(4),
  )
}
