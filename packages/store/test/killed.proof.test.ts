import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openStore } from '../dist/index.js'
import { ask, temporaryFolder } from './database-file.ts'
import { exampleRun } from './example-run.ts'

const savingProcess = fileURLToPath(new URL('saving-process.ts', import.meta.url))
const rows = 2000
const kills = 30

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
async function presentSeeds(path: string, firstSeed: number): Promise<number[]> {
  await using store = await openStore(path)
  expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(ask(path, 'pragma foreign_key_check')).toEqual([])
  const count = (table: string) => `(select count(*) from ${table} where run_key = run.key) as ${table}`
  const runs = ask(
    path,
    `select id, settings ->> 'seed' as seed, (select sum(rows) from track where run_key = run.key) as rows, ${count('signal')}, ${count('notice')} from run`,
  )
  for (const { id, seed, ...counts } of runs) {
    expect(counts).toEqual({ rows, signal: 2, notice: 1 })
    if (Number(seed) >= firstSeed) expect(await store.run(String(id))).toStrictEqual(exampleRun({ seed: Number(seed), rows }))
  }
  return runs.map(({ seed }) => Number(seed))
}

test(`killed ${kills} times while saving, the store opens and holds whole runs only, all that were reported saved among them`, {
  timeout: 120_000,
}, async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'acm.db')
  const saved = new Set<number>()
  const begun = new Set<number>()
  let killedWhileSaving = 0
  for (let round = 1; round <= kills; round++) {
    const { firstWord, kill } = startSaving(path, 1000 * round)
    await firstWord
    await setTimeout(Math.random() * 120)
    const lines = await kill()
    for (const seed of seedsOf(lines, 'saved')) saved.add(seed)
    for (const seed of seedsOf(lines, 'saving')) begun.add(seed)
    if (lines.at(-1)?.startsWith('saving ')) killedWhileSaving++
    const present = new Set(await presentSeeds(path, 1000 * round))
    expect([...saved].filter((seed) => !present.has(seed))).toEqual([])
    expect([...present].filter((seed) => !begun.has(seed))).toEqual([])
  }
  // Otherwise nothing was put to the test.
  expect(killedWhileSaving).toBeGreaterThan(kills / 4)
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
