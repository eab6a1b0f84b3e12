// The program killed at any moment of training, scoring and saying: the store opens, holds whole things only, and a rerun gives the same rows.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { rounds } from '../../../test/rounds.ts'
import { acm, folder, program } from './acm.ts'

const WHOLE = 200
const { count: kills, seed } = rounds('kills of the command line', WHOLE)
/** A run takes this long here at most; the moments are spread over it. */
const LONGEST_MS = 600

const home = folder()
const fine = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await acm(args, { cwd: home })
  expect(code, stderr).toBe(0)
  return stdout
}

beforeAll(async () => {
  await fine('simulate', 'whole.csv', '--rows', '1200', '--seed', '5')
  const lines = readFileSync(join(home, 'whole.csv'), 'utf8').trim().split('\n')
  const sensorsOnly = lines.map((line) => line.slice(0, line.lastIndexOf(',')))
  const write = (name: string, begin: number, end: number) =>
    writeFileSync(join(home, name), `${[sensorsOnly[0], ...sensorsOnly.slice(1 + begin, 1 + end)].join('\n')}\n`)
  write('train.csv', 0, 700)
  write('all.csv', 0, 1200)
  for (let i = 0; i < 5; i++) write(`new-${i}.csv`, 700 + 100 * i, 800 + 100 * i)
})

const ask = (path: string, sql: string) => {
  using database = new DatabaseSync(path)
  return database.prepare(sql).all()
}

/** Everything that a store says of its runs, but when. */
const rowsOf = (path: string) =>
  ask(path, 'select run.id, track.* from track join run on run.key = track.run_key order by run.id, track.position').map(
    ({ run_key: _, ...row }) => row,
  )

async function killAfter(ms: number, args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], { cwd: home, stdio: 'ignore' })
  const closed = once(child, 'close')
  await Promise.race([setTimeout(ms), closed])
  child.kill('SIGKILL')
  const [code] = await closed
  return code === null
}

test(`killed ${kills} times, the store opens and holds whole things only; a rerun gives the same rows`, { timeout: 600_000 }, async () => {
  const at = ['--asset', 'pump', '--store', 'killed.db', '--quiet']
  await fine('train', 'train.csv', ...at)
  await fine('analyze', 'all.csv', ...at, '--no-report')
  let killed = 0
  for (let kill = seed; kill < seed + kills; kill++) {
    const work = [
      ['train', 'train.csv', ...at],
      ['score', `new-${kill % 5}.csv`, ...at],
      ['episodes', 'comment', '1', `comment ${kill}`, '--asset', 'pump', '--store', 'killed.db'],
      ['analyze', 'all.csv', ...at, '--no-report'],
    ][kill % 4]
    // Spread evenly, so that no moment is left out by chance.
    if (await killAfter((((kill * 61) % WHOLE) / WHOLE) * LONGEST_MS, work)) killed++
    const path = join(home, 'killed.db')
    expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(ask(path, 'pragma foreign_key_check')).toEqual([])
    const halves = ask(path, 'select id from run where source_rows != (select coalesce(sum(rows), 0) from track where run_key = run.key)')
    expect(halves).toEqual([])
    expect(ask(path, "select count(*) as n from model where state = 'promoted'")).toEqual([{ n: 1 }])
    const [versions] = ask(path, 'select count(*) as n, max(version) as last from model')
    expect(versions.n).toBe(versions.last)
  }
  // Otherwise nothing was put to the test.
  expect(killed).toBeGreaterThan(kills / 2)
  const whole = ['--asset', 'pump', '--store', 'whole.db', '--quiet']
  await fine('analyze', 'all.csv', ...at, '--no-report')
  await fine('analyze', 'all.csv', ...whole, '--no-report')
  const [{ id }] = ask(join(home, 'whole.db'), 'select id from run')
  expect(rowsOf(join(home, 'killed.db')).filter((row) => row.id === id)).toEqual(rowsOf(join(home, 'whole.db')))
})

test('two at a time on one store: neither loses nor doubles', { timeout: 120_000 }, async () => {
  const at = ['--asset', 'pump', '--store', 'two.db', '--quiet']
  await Promise.all([fine('train', 'train.csv', ...at), fine('train', 'train.csv', ...at)])
  const path = join(home, 'two.db')
  expect(ask(path, 'select version, state from model order by version')).toEqual([
    { version: 1, state: 'deprecated' },
    { version: 2, state: 'promoted' },
  ])
  await Promise.all([fine('score', 'new-0.csv', ...at), fine('score', 'new-0.csv', ...at), fine('analyze', 'all.csv', ...at, '--no-report')])
  expect(ask(path, 'select source_rows as n from run order by n')).toEqual([{ n: 100 }, { n: 1200 }])
  await fine('score', 'new-1.csv', ...at)
  expect(ask(path, 'select count(*) as n from run')).toEqual([{ n: 3 }])
})
