import { spawn } from 'node:child_process'
import { once } from 'node:events'
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

/** Lines that the process said until it was killed, `delay` milliseconds after its first word or, if negative, -`delay` after its start. */
async function killedSaving(path: string, firstSeed: number, delay: number): Promise<string[]> {
  const child = spawn(process.execPath, [savingProcess, path, String(firstSeed), String(rows)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complaint = ''
  child.stdout.on('data', (data) => (said += data))
  child.stderr.on('data', (data) => (complaint += data))
  const closed = once(child, 'close')
  if (delay >= 0) await once(child.stdout, 'data')
  await setTimeout(Math.abs(delay))
  child.kill('SIGKILL')
  expect(await closed).toEqual([null, 'SIGKILL'])
  expect(complaint).toBe('')
  return said.split('\n').slice(0, -1)
}

const seedsOf = (lines: string[], word: string) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ')[1]))

test(`killed ${kills} times while saving, the store opens and holds whole runs only, all that were reported saved among them`, {
  timeout: 120_000,
}, async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'acm.db')
  const saved = new Set<number>()
  const begun = new Set<number>()
  let killedWhileSaving = 0
  for (let kill = 0; kill < kills; kill++) {
    // Some are killed as they start, where tables may just be being made.
    const delay = kill % 6 === 0 ? -(40 + Math.random() * 80) : Math.random() * 120
    const lines = await killedSaving(path, 1000 * (kill + 1), delay)
    for (const seed of seedsOf(lines, 'saved')) saved.add(seed)
    for (const seed of seedsOf(lines, 'saving')) begun.add(seed)
    if (lines.at(-1)?.startsWith('saving ')) killedWhileSaving++

    await using store = await openStore(path)
    expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(ask(path, 'pragma foreign_key_check')).toEqual([])
    const present = new Set<number>()
    for (const { runId } of await store.listRuns()) {
      const run = await store.run(runId)
      const seed = Number(run?.settings.seed)
      // Of all runs only those of this round can have changed.
      if (seed >= 1000 * (kill + 1)) expect(run).toStrictEqual(exampleRun({ seed, rows }))
      else expect(run?.series.time).toHaveLength(rows)
      present.add(seed)
    }
    expect([...saved].filter((seed) => !present.has(seed))).toEqual([])
    expect([...present].filter((seed) => !begun.has(seed))).toEqual([])
  }
  // Otherwise nothing was put to the test.
  expect(killedWhileSaving).toBeGreaterThan(kills / 4)
})
