// Stores of every schema there ever was, each written and read by the code of its time (older/make.mjs), say the same after all these years.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openStore } from '../dist/index.js'
import { ask, temporaryFolder } from './database-file.ts'
import { plain } from './older/plain.ts'

interface Told {
  readonly runs: readonly { readonly runId: string }[]
  readonly results: Readonly<Record<string, { readonly asset: string; readonly falseAlarms?: unknown }>>
  readonly pump: Readonly<Record<string, unknown>>
  readonly fan: Readonly<Record<string, unknown>>
}

const folder = join(import.meta.dirname, 'older')
const read = (name: string) => gunzipSync(readFileSync(join(folder, name)))
const versions = readdirSync(folder).flatMap((name) => (name.endsWith('.db.gz') ? [name.slice(0, 4)] : []))
const nothing = { budget: 'NaN', months: 'NaN', alarms: 'NaN', rate: 'NaN', low: 'NaN', high: 'NaN' }

test('there is one of each schema before the present one', () => {
  const steps = readdirSync(join(import.meta.dirname, '../src/migrations')).flatMap((name) => name.match(/^(\d{4})-/)?.[1] ?? [])
  expect(versions).toEqual(steps.slice(0, versions.length))
  expect(versions.length).toBeGreaterThanOrEqual(9)
})

describe.each(versions)('a store of schema %s', (version) => {
  test('is brought up to date, its runs, episodes, models and statements as they were', async () => {
    using temporary = temporaryFolder()
    const path = join(temporary.path, 'acm.db')
    writeFileSync(path, read(`${version}.db.gz`))
    const told = JSON.parse(read(`${version}.json.gz`).toString()) as Told
    await using store = await openStore(path)
    expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(ask(path, 'pragma foreign_key_check')).toEqual([])
    expect(plain(await store.listRuns())).toEqual(told.runs)
    expect((await store.episodes('pump')).map(({ number, alarm }) => [number, alarm])).toEqual([1, 2].map((number) => [number, 'unacknowledged']))
    expect(await store.assetState('pump')).toMatchObject({ runId: (await store.lastRun('pump'))?.runId, condition: 'alarm' })
    // Runs of the first schemas had no false alarms measured; they come as missing numbers.
    for (const { runId } of told.runs) expect(plain(await store.run(runId))).toEqual({ falseAlarms: nothing, ...told.results[runId] })
    for (const [asset, known] of Object.entries({ pump: told.pump, 'Lüfter 2': told.fan })) {
      const [last, episodes] = [await store.lastRun(asset), await store.episodes(asset)]
      // How an asset stood was told by its zone alone.
      expect(await store.assetState(asset)).toMatchObject({ condition: last?.zone === 'healthy' ? 'normal' : 'alarm', zone: last?.zone })
      const [models, model, context] = [await store.listModels(asset), await store.model({ asset }), await store.context(asset)]
      expect(plain({ last, episodes, models, model, context, statements: await store.statements(asset) })).toMatchObject(known)
    }
  })

  test('takes what is new', async () => {
    using temporary = temporaryFolder()
    const path = join(temporary.path, 'acm.db')
    writeFileSync(path, read(`${version}.db.gz`))
    await using store = await openStore(path)
    const [{ runId }] = await store.listRuns('pump')
    const run = (await store.run(runId)) ?? expect.fail('no run')
    expect(await store.saveRun(run)).toEqual({ runId, replaced: true })
    expect(await store.run(runId)).toStrictEqual(run)
    expect((await store.saveRun({ ...run, resultHash: 'f'.repeat(64) })).replaced).toBe(false)
  })
})
