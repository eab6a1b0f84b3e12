import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { rounds } from '../../../test/rounds.ts'
import { openStore } from '../dist/index.js'
import { ask, temporaryFolder } from './database-file.ts'
import { exampleRun } from './example-run.ts'
import { newDatabase, newFile, type Place, postgresServer } from './places.ts'

const savingProcess = fileURLToPath(new URL('saving-process.ts', import.meta.url))
const rows = 2000
const { count: kills, seed: first } = rounds('kills of a saving process', 120)

function startSaving(path: string, firstSeed: number) {
  const child = spawn(process.execPath, [savingProcess, path, String(firstSeed), String(rows)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complaint = ''
  child.stdout.on('data', (data) => (said += data))
  child.stderr.on('data', (data) => (complaint += data))
  const closed = once(child, 'close')
  /** The lines that the process said until it was killed. */
  const kill = async () => {
    child.kill('SIGKILL')
    expect(await closed).toEqual([null, 'SIGKILL'])
    expect(complaint).toBe('')
    return said.split('\n').slice(0, -1)
  }
  return { firstWord: once(child.stdout, 'data'), kill }
}

const seedsOf = (lines: string[], word: string) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ')[1]))

/** The seeds of the runs in the store, all counted and those from `firstSeed` on compared in full. */
async function presentSeeds(place: Place, firstSeed: number): Promise<number[]> {
  await using store = await openStore(place.at)
  const count = (table: string) => `(select count(*) from ${table} where run_key = run.key) as ${table}`
  const packed = '(select sum(rows) from track where run_key = run.key) as rows'
  const runs = await place.ask(`select id, settings, ${packed}, ${count('signal')}, ${count('notice')} from run`)
  for (const { id, settings, ...counts } of runs) {
    const { seed } = JSON.parse(String(settings)) as { seed: number }
    expect(Object.values(counts).map(Number)).toEqual([rows, 2, 1])
    if (seed >= firstSeed) expect(await store.run(String(id))).toStrictEqual(exampleRun({ seed, rows }))
  }
  return runs.map(({ settings }) => (JSON.parse(String(settings)) as { seed: number }).seed)
}

const server = postgresServer()
const files = temporaryFolder()
afterAll(() => files[Symbol.dispose]())

describe.each<[string, () => Place | Promise<Place>]>([
  ['SQLite', () => newFile(files.path)],
  ...(server ? [['PostgreSQL', () => newDatabase(server)] as [string, () => Promise<Place>]] : []),
])('on %s', (dialect, newPlace) => {
  test(`killed ${kills} times while saving, the store opens and holds whole runs only, all that were reported saved among them`, {
    timeout: 60_000 + kills * 5000,
  }, async () => {
    const place = await newPlace()
    const saved = new Set<number>()
    const begun = new Set<number>()
    let killedWhileSaving = 0
    for (let round = 1; round <= kills; round++) {
      const { firstWord, kill } = startSaving(place.at, 1000 * round)
      await firstWord
      await setTimeout(120 * (((first + round) * 0.618) % 1))
      const lines = await kill()
      for (const seed of seedsOf(lines, 'saved')) saved.add(seed)
      for (const seed of seedsOf(lines, 'saving')) begun.add(seed)
      if (lines.at(-1)?.startsWith('saving ')) killedWhileSaving++
      const present = new Set(await presentSeeds(place, 1000 * round))
      expect([...saved].filter((seed) => !present.has(seed))).toEqual([])
      expect([...present].filter((seed) => !begun.has(seed))).toEqual([])
      if (dialect === 'SQLite') expect(await place.ask('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
      if (dialect === 'SQLite') expect(await place.ask('pragma foreign_key_check')).toEqual([])
    }
    // Otherwise nothing was put to the test.
    expect(killedWhileSaving).toBeGreaterThan(kills / 4)
  })
})

test('killed while making its tables, the store opens and works', { timeout: 60_000 }, async () => {
  using folder = temporaryFolder()
  let killedBeforeOpen = 0
  for (let round = 0; round < 15; round++) {
    const path = join(folder.path, `${round}.db`)
    const { kill } = startSaving(path, 1)
    // The log is the last file to appear before the tables are made.
    while (!existsSync(`${path}-wal`)) await setTimeout(1)
    await setTimeout(Math.random() * 40)
    if ((await kill()).length === 0) killedBeforeOpen++
    await using store = await openStore(path)
    expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    const { runId } = await store.saveRun(exampleRun())
    expect(await store.run(runId)).toStrictEqual(exampleRun())
  }
  expect(killedBeforeOpen).toBeGreaterThan(0)
})
