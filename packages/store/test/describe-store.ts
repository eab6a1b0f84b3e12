// What every store must do, whatever keeps it.

import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openStore, type Store } from '../dist/index.js'
import { exampleRun } from './example-run.ts'
import type { Place } from './places.ts'

/** `newPlace` makes an empty one. */
export function describeStore(newPlace: () => Place | Promise<Place>): void {
  const openNew = async (): Promise<Store> => openStore((await newPlace()).at)

  describe('saving', () => {
    test('a run comes back as it was saved', async () => {
      await using store = await openNew()
      const result = exampleRun()
      const { runId, replaced } = await store.saveRun(result)
      expect(replaced).toBe(false)
      expect(runId).toMatch(/^[0-9a-f]{64}$/)
      expect(await store.run(runId)).toStrictEqual(result)
    })

    test.each([1, 2, 4095, 4096, 4097, 9000])('a run of %i rows comes back (4,096 rows are a portion)', async (rows) => {
      await using store = await openNew()
      const result = exampleRun({ rows })
      expect(await store.run((await store.saveRun(result)).runId)).toStrictEqual(result)
    })

    test('a run without findings comes back', async () => {
      await using store = await openNew()
      const full = exampleRun({ rows: 1 })
      const source = { ...full.source, files: [], setAside: [], rejected: [], zoned: true }
      const result = { ...full, source, episodes: [], signals: [], grades: [], notices: [], series: { ...full.series, detectors: [] } }
      expect(await store.run((await store.saveRun(result)).runId)).toStrictEqual(result)
    })

    test('the same run twice leaves the same rows in all tables', async () => {
      const place = await newPlace()
      await using store = await openStore(place.at)
      await store.saveRun(exampleRun({ seed: 7 }))
      const first = await store.saveRun(exampleRun())
      const before = await place.dump()
      const others = ['model', 'context', 'context_body', 'context_rows', 'statement']
      for (const table of (await place.tableNames()).filter((name) => !name.endsWith('_lock') && !others.includes(name)))
        expect(before[table], table).not.toHaveLength(0)
      await setTimeout(5)
      const second = await store.saveRun(exampleRun())
      expect(second).toEqual({ runId: first.runId, replaced: true })
      expect(await place.dump()).toEqual(before)
    })

    test('a rerun of equal numbers brings its new words along', async () => {
      await using store = await openNew()
      const { runId } = await store.saveRun(exampleRun())
      const reworded = { ...exampleRun(), notices: [{ code: 'FEW-TRAINING-ROWS', text: 'Told better.' }] }
      expect(await store.saveRun(reworded)).toEqual({ runId, replaced: true })
      expect(await store.run(runId)).toStrictEqual(reworded)
    })

    test('the order of the settings does not make another run; a changed setting does', async () => {
      await using store = await openNew()
      const result = exampleRun()
      const { runId } = await store.saveRun(result)
      const settings = Object.fromEntries(Object.entries(result.settings).reverse()) as unknown as typeof result.settings
      expect((await store.saveRun({ ...result, settings })).runId).toBe(runId)
      expect((await store.saveRun({ ...result, settings: { ...settings, alarmsAMonth: 2 } })).runId).not.toBe(runId)
      expect(await store.listRuns()).toHaveLength(2)
    })

    test('arrays in shared memory are saved like others', async () => {
      await using store = await openNew()
      const result = exampleRun()
      const shared = ({ length }: Float64Array) => new Float64Array(new SharedArrayBuffer(length * 8)).fill(2.5)
      const signals = result.signals.map((signal) => ({ ...signal, value: shared(signal.value) }))
      const { runId } = await store.saveRun({ ...result, signals })
      expect((await store.run(runId))?.signals[0].value).toStrictEqual(new Float64Array(300).fill(2.5))
    })

    test('saves started together are done one after the other', async () => {
      await using store = await openNew()
      const results = [1, 2, 3, 4].map((seed) => exampleRun({ seed }))
      const saved = await Promise.all(results.map((result) => store.saveRun(result)))
      for (const [index, { runId }] of saved.entries()) expect(await store.run(runId)).toStrictEqual(results[index])
    })

    test('arrays of unequal length are refused before anything is written', async () => {
      await using store = await openNew()
      const result = exampleRun({ rows: 20 })
      const short = { ...result, series: { ...result.series, health: new Float64Array(19) } }
      await expect(store.saveRun(short)).rejects.toThrow(new RangeError('result: health has 19 entries; allowed is one a row, 20'))
      const [bearing, flow] = result.signals
      await expect(store.saveRun({ ...result, signals: [bearing, { ...flow, low: new Float64Array(0) }] })).rejects.toThrow(
        'low of signal flow has 0 entries',
      )
      expect(await store.listRuns()).toEqual([])
    })

    test('a run that the database refuses half-way leaves nothing, and the store goes on', async () => {
      const place = await newPlace()
      await using store = await openStore(place.at)
      await store.saveRun(exampleRun({ seed: 1 }))
      const before = await place.dump()
      const result = exampleRun({ seed: 2 })
      // Notices are written last; a text that is missing breaks the NOT NULL of its column.
      const notices = [{ code: 'X', text: null as unknown as string }]
      await expect(store.saveRun({ ...result, notices })).rejects.toThrow(/not.null constraint/i)
      expect(await place.dump()).toEqual(before)
      expect(await store.saveRun(result)).toMatchObject({ replaced: false })
    })
  })

  describe('finding', () => {
    test('assets are kept apart', async () => {
      await using store = await openNew()
      const pump = await store.saveRun(exampleRun({ asset: 'pump' }))
      const fan = await store.saveRun(exampleRun({ asset: 'fan' }))
      expect(fan.runId).not.toBe(pump.runId)
      expect((await store.listRuns('pump')).map(({ runId }) => runId)).toEqual([pump.runId])
      expect((await store.lastRun('pump'))?.runId).toBe(pump.runId)
      expect((await store.lastRun('fan'))?.runId).toBe(fan.runId)
      expect((await store.listRuns()).map(({ asset }) => asset).sort()).toEqual(['fan', 'pump'])
    })

    test('a second run of an asset is a run of its own, and the last', async () => {
      await using store = await openNew()
      const first = await store.saveRun(exampleRun({ seed: 1 }))
      const second = await store.saveRun(exampleRun({ seed: 2 }))
      expect((await store.listRuns()).map(({ runId }) => runId)).toEqual([second.runId, first.runId])
      expect((await store.lastRun('Förderpumpe 7'))?.runId).toBe(second.runId)
    })

    test('an earlier run saved again is the last one, and its row is unchanged', async () => {
      await using store = await openNew()
      await store.saveRun(exampleRun({ seed: 1 }))
      await store.saveRun(exampleRun({ seed: 2 }))
      const before = await store.listRuns()
      const again = await store.saveRun(exampleRun({ seed: 1 }))
      expect((await store.lastRun('Förderpumpe 7'))?.runId).toBe(again.runId)
      expect(await store.listRuns()).toEqual(before)
    })

    test('a summary says what the run was about', async () => {
      await using store = await openNew()
      const before = Date.now()
      const result = exampleRun()
      const { runId } = await store.saveRun(result)
      const summary = await store.lastRun(result.asset)
      expect(summary).toEqual({
        runId,
        asset: result.asset,
        createdAt: expect.any(Number),
        start: result.source.start,
        end: result.source.end,
        rows: 300,
        health: result.health?.value,
        zone: 'degrading',
        condition: 'alarm',
        episodes: 3,
        resultHash: result.resultHash,
      })
      expect(summary?.createdAt).toBeGreaterThanOrEqual(before)
      expect(summary?.createdAt).toBeLessThanOrEqual(Date.now())
    })

    test('what is not there is undefined', async () => {
      await using store = await openNew()
      expect(await store.run('0'.repeat(64))).toBeUndefined()
      expect(await store.lastRun('nobody')).toBeUndefined()
      expect(await store.listRuns('nobody')).toEqual([])
    })
  })

  describe('forecasts', () => {
    test('are due in their time, and what came is kept when they are told again', async () => {
      await using store = await openNew()
      const told = exampleRun({ asset: 'pump' })
      const { end } = told.source
      await store.saveRun(told)
      await store.saveRun(exampleRun({ asset: 'fan' }))
      const none = { points: 0, inside: 0, error: 0 }
      const first = { madeAt: end, due: end + 120_000, span: 60_000, state: 1, p10: 70, p50: 75, p90: 80 }
      expect(await store.forecasts('pump', end, end + 150_000)).toEqual({ due: [first], rest: none })
      expect(await store.forecasts('nobody', end, end + 150_000)).toEqual({ due: [], rest: none })

      const later = exampleRun({ asset: 'pump', seed: 3 })
      const outlook = later.outlook ?? expect.fail('no outlook')
      const arrived = [{ ...first, observed: 82 }]
      await store.saveRun({ ...later, source: { ...later.source, end: end + 150_000 }, outlook: { ...outlook, record: { ...none, arrived } } })
      await store.saveRun(told)
      expect((await store.forecasts('pump', end, end + 150_000)).due).toEqual(arrived)
      expect((await store.forecasts('pump', end + 150_000, end + 160_000)).rest).toEqual({ points: 1, inside: 0, error: 7 })
    })
  })
}
