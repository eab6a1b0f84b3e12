// What every store must do for assets that are watched: how they stand, episodes of their own, contexts in blocks, tracks in portions.

import { describe, expect, test } from 'vitest'
import { openStore, type Store, type StoredContext } from '../dist/index.js'
import { exampleRun } from './example-run.ts'
import type { Place } from './places.ts'

const minute = 60_000

/** A run whose rows reach `late` minutes further than the example's. */
function reaching(late: number, seed: number, changes: Partial<ReturnType<typeof exampleRun>> = {}) {
  const run = exampleRun({ asset: 'pump', seed, rows: 20 })
  return { ...run, source: { ...run.source, end: run.source.end + late * minute }, ...changes }
}

/** `newPlace` makes an empty one. */
export function describeWatching(newPlace: () => Place | Promise<Place>): void {
  const openNew = async (): Promise<Store> => openStore((await newPlace()).at)

  describe('how an asset stands', () => {
    test('is what the run with the latest rows says, since when it says so', async () => {
      await using store = await openNew()
      const first = reaching(0, 1)
      const { runId } = await store.saveRun(first, 'Bearing too hot.')
      await store.changeAsset('pump', { tags: { site: 'Nord' } })
      const state = {
        asset: 'pump',
        tags: { site: 'Nord' },
        condition: 'alarm',
        zone: 'degrading',
        health: first.health?.value,
        asOf: first.source.end,
      }
      expect(await store.assetState('pump')).toEqual({ ...state, since: first.condition?.since, headline: 'Bearing too hot.', runId })

      const dark = { state: 'not-observed', since: first.source.end + 5 * minute, doing: '', after: 'alarm', silent: [] } as const
      const worse = reaching(30, 2, { health: null, condition: dark })
      await store.saveRun(worse)
      const unknown = { ...state, condition: 'not-observed', zone: undefined, health: Number.NaN, asOf: worse.source.end, since: dark.since }
      expect({ zone: undefined, ...(await store.assetState('pump')) }).toMatchObject(unknown)

      const well = { state: 'normal', zone: 'healthy', doing: 'running', silent: [] } as const
      for (const [late, seed] of [
        [60, 3],
        [90, 4],
      ])
        await store.saveRun(reaching(late, seed, { health: { value: 91, zone: 'healthy' }, condition: well }))
      // Normal since the first run that said so.
      const since = reaching(60, 3).source.end
      expect(await store.assetState('pump')).toMatchObject({ condition: 'normal', zone: 'healthy', health: 91, since })
    })

    test('of a run stored before conditions were worked out follows its zone and what is ongoing', async () => {
      await using store = await openNew()
      const { condition: _, ...run } = reaching(0, 1)
      await store.saveRun(run)
      const since = Math.min(...run.episodes.filter((episode) => episode.ongoing).map(({ start }) => start))
      expect(await store.assetState('pump')).toMatchObject({ condition: 'alarm', zone: 'degrading', since })
    })

    test('is not set back by a run whose rows end earlier', async () => {
      await using store = await openNew()
      const { runId } = await store.saveRun(reaching(60, 1))
      await store.saveRun(reaching(0, 2))
      expect(await store.assetState('pump')).toMatchObject({ runId })
      expect((await store.lastRun('pump'))?.runId).not.toBe(runId)
    })

    test('is one row an asset, by name', async () => {
      await using store = await openNew()
      for (const asset of ['b', 'a', 'c']) await store.saveRun(exampleRun({ asset, rows: 3 }))
      expect((await store.assetStates()).map(({ asset }) => asset)).toEqual(['a', 'b', 'c'])
      expect(await store.assetState('nobody')).toBeUndefined()
    })
  })

  test('what is known of an asset beside its runs; the model in force follows the models', async () => {
    await using store = await openNew()
    await store.changeAsset('pump', { tags: { area: 'B', kind: 'pump' }, pace: 900_000 })
    await store.changeAsset('pump', { settings: { ignore: ['S3'] } })
    const known = { asset: 'pump', tags: { area: 'B', kind: 'pump' }, pace: 900_000, settings: { ignore: ['S3'] } }
    expect(await store.assets()).toEqual([known])
    const model = { asset: 'pump', maturity: 'CONVERGED', reason: '', summary: {}, body: '{}' }
    await store.saveModel({ ...model, promote: true })
    await store.saveModel({ ...model, promote: false })
    expect(await store.assets()).toEqual([{ ...known, model: 1 }])
    await store.changeModel({ asset: 'pump', version: 2 }, 'promoted', '')
    expect(await store.assets()).toEqual([{ ...known, model: 2 }])
    await store.changeModel({ asset: 'pump', version: 1 }, 'deprecated', 'old')
    expect(await store.assets()).toEqual([{ ...known, model: 2 }])
    await store.changeModel({ asset: 'pump', version: 2 }, 'deprecated', 'new impeller')
    expect(await store.assets()).toEqual([known])
  })

  describe('episodes of an asset', () => {
    const [told, other] = exampleRun({ asset: 'pump' }).episodes

    test('are one row each, however many runs tell of them, their number for ever', async () => {
      await using store = await openNew()
      const runs = [
        reaching(0, 1, { episodes: [told] }),
        reaching(10, 2, { episodes: [{ ...told, end: told.end + 5, peak: 50, culprits: told.culprits.slice(0, 1) }, other] }),
        reaching(20, 3, { episodes: [{ ...other, ongoing: false }] }),
      ]
      const saved = []
      for (const run of runs) saved.push(await store.saveRun(run))
      const episodes = await store.episodes('pump')
      expect(episodes).toEqual([
        { ...runs[1].episodes[0], number: 1, alarm: 'unacknowledged' },
        { ...other, ongoing: false, number: 2, alarm: 'unacknowledged' },
      ])
      for (const [i, { runId }] of saved.entries()) expect(await store.run(runId)).toStrictEqual(runs[i])
      await store.saveRun(runs[0])
      expect(await store.episodes('pump'), 'an earlier run told again sets nothing back').toEqual(episodes)
    })

    test('more than go into one statement are all there', async () => {
      await using store = await openNew()
      const episodes = Array.from({ length: 120 }, (_, i) => ({ ...told, id: `pump ${i}`, start: told.start + i }))
      const run = reaching(0, 1, { episodes })
      const { runId } = await store.saveRun(run)
      expect((await store.episodes('pump')).map(({ number, id }) => [number, id])).toEqual(episodes.map(({ id }, i) => [i + 1, id]))
      expect(await store.run(runId)).toStrictEqual(run)
    })
  })

  describe('contexts', () => {
    const sensors = 3
    /** `count` rows from row `begin` of an endless history. */
    const rows = (begin: number, count: number) => ({
      time: Float64Array.from({ length: count }, (_, i) => (begin + i) * minute),
      values: Float64Array.from({ length: count * sensors }, (_, i) => Math.sin(begin + (i % count) + 1000 * Math.floor(i / count))).fill(
        Number.NaN,
        0,
        1,
      ),
    })
    const context = (begin: number, count: number, trail: string): StoredContext => {
      const kept = rows(begin, count)
      return { body: '{"sensors":3}', trail, rows: kept, lastTime: kept.time[count - 1] }
    }

    test.each([1, 7, 8, 15, 16, 17, 40, 200])('of 128 rows come back whatever portions of %i rows they grew by', async (portion) => {
      await using store = await openNew()
      for (let begin = 0, turn = 0; turn < 12; begin += portion, turn++) {
        const next = context(begin, 128, `{"turn":${turn}}`)
        await store.saveScored(exampleRun({ asset: 'pump', rows: 1 }), next)
        expect(await store.context('pump')).toStrictEqual(next)
      }
    })

    test('leave blocks that did not change where they are', async () => {
      const place = await newPlace()
      await using store = await openStore(place.at)
      const clean = (begin: number): StoredContext => ({
        ...context(begin, 128, '{}'),
        rows: { ...rows(begin, 128), values: new Float64Array(128 * sensors).fill(2) },
      })
      await store.saveScored(exampleRun({ rows: 1 }), clean(0))
      const before = await place.dump()
      await store.saveScored(exampleRun({ rows: 1 }), clean(15))
      const after = await place.dump()
      const added = after.context_rows.filter((row) => !before.context_rows.includes(row))
      expect(added).toHaveLength(1)
      expect(after.context_rows).toHaveLength(9)
      expect(after.context_body).toEqual(before.context_body)
    })

    test('whose rows were changed, or became others, are as they were given', async () => {
      await using store = await openNew()
      const first = context(0, 128, '{}')
      await store.saveScored(exampleRun({ rows: 1 }), first)
      const kept = rows(0, 128)
      kept.values[70] = 12
      for (const other of [kept, { time: kept.time.subarray(64).slice(), values: new Float64Array(64 * 5).fill(-0) }, rows(400, 30)]) {
        const next = { ...first, rows: other, lastTime: other.time[other.time.length - 1] + 1e6 }
        await store.saveScored(exampleRun({ rows: 1 }), next)
        expect(await store.context(exampleRun().asset)).toStrictEqual(next)
      }
    })
  })

  test('a track keeps every bit, and finds an asset’s portions by time', async () => {
    const place = await newPlace()
    await using store = await openStore(place.at)
    const run = exampleRun({ rows: 5000 })
    run.series.fused[3] = -0
    run.series.health[4] = Number.POSITIVE_INFINITY
    const { state: _, ...stateless } = run.series
    const { runId } = await store.saveRun({ ...run, series: stateless })
    expect(await store.run(runId)).toStrictEqual({ ...run, series: stateless })
    const portions = await place.ask('select position, first_time, last_time, rows, state from track order by position')
    const { time } = run.series
    expect(portions).toEqual([
      { position: 0, first_time: time[0], last_time: time[4095], rows: 4096, state: null },
      { position: 4096, first_time: time[4096], last_time: time[4999], rows: 904, state: null },
    ])
  })
}
