// What every store must do with models, contexts, statements and episodes.

import { describe, expect, test } from 'vitest'
import { openStore, type Store } from '../dist/index.js'
import { exampleRun } from './example-run.ts'
import type { Place } from './places.ts'

const model = (asset: string, promote = true) => ({
  asset,
  maturity: 'CONVERGED',
  reason: '',
  summary: { rows: 100 },
  body: `{"of":"${asset}"}`,
  promote,
})

/** `newPlace` makes an empty one. */
export function describeModels(newPlace: () => Place | Promise<Place>): void {
  const openNew = async (): Promise<Store> => openStore((await newPlace()).at)

  describe('models', () => {
    test('versions count by asset; a promoted one retires the one before, a candidate does not', async () => {
      await using store = await openNew()
      expect(await store.saveModel(model('a'))).toBe(1)
      expect(await store.saveModel(model('b'))).toBe(1)
      expect(await store.saveModel(model('a'))).toBe(2)
      expect(await store.saveModel(model('a', false))).toBe(3)
      expect((await store.listModels('a')).map(({ version, state, reason }) => [version, state, reason])).toEqual([
        [3, 'candidate', ''],
        [2, 'promoted', ''],
        [1, 'deprecated', 'superseded by version 2'],
      ])
      expect(await store.model({ asset: 'a' })).toMatchObject({ version: 2, body: '{"of":"a"}', summary: { rows: 100 } })
      expect(await store.listModels()).toHaveLength(4)
    })

    test('promotion and deprecation by hand', async () => {
      await using store = await openNew()
      await store.saveModel(model('a'))
      await store.saveModel(model('a', false))
      expect(await store.changeModel({ asset: 'a', version: 2 }, 'promoted', '')).toBe(true)
      expect((await store.model({ asset: 'a' }))?.version).toBe(2)
      expect((await store.model({ asset: 'a', version: 1 }))?.state).toBe('deprecated')
      expect(await store.changeModel({ asset: 'a', version: 2 }, 'deprecated', 'new impeller')).toBe(true)
      expect(await store.model({ asset: 'a' })).toBeUndefined()
      expect(await store.changeModel({ asset: 'a', version: 9 }, 'promoted', '')).toBe(false)
    })

    test('the last rows come with the run that saw them, and earlier ones never take their place', async () => {
      await using store = await openNew()
      await store.saveModel(model('Förderpumpe 7'), { body: 'training', lastTime: 10 })
      expect(await store.context('Förderpumpe 7')).toEqual({ body: 'training', lastTime: 10 })
      await store.saveScored(exampleRun(), { body: 'later', lastTime: 30, ongoingSince: 25 })
      await store.saveScored(exampleRun({ seed: 2 }), { body: 'earlier', lastTime: 20 })
      expect(await store.context('Förderpumpe 7')).toEqual({ body: 'later', lastTime: 30, ongoingSince: 25 })
      expect(await store.listRuns()).toHaveLength(2)
      expect(await store.context('unheard of')).toBeUndefined()
    })
  })

  describe('statements', () => {
    const said = {
      asset: 'a',
      kind: 'close' as const,
      who: 'Weber',
      episodeId: 'a 1',
      cause: 'false' as const,
      sensor: 'S',
      direction: 'above' as const,
      peak: 3,
      text: 'washing',
    }

    test('come back as they were said, and can be taken back once', async () => {
      await using store = await openNew()
      const id = await store.say(said)
      await store.say({ asset: 'b', kind: 'silence', who: 'Kim', from: 1, until: 5, text: 'overhaul' })
      expect(await store.statements('a')).toEqual([{ ...said, id, saidAt: expect.any(Number) }])
      expect(await store.statements()).toHaveLength(2)
      expect(await store.undo(id, 'Kim')).toBe(true)
      expect(await store.undo(id, 'Kim')).toBe(false)
      expect(await store.statements('a')).toEqual([{ ...said, id, saidAt: expect.any(Number), undoneAt: expect.any(Number), undoneBy: 'Kim' }])
    })

    test('a silence can be ended', async () => {
      await using store = await openNew()
      const id = await store.say({ asset: 'b', kind: 'silence', who: 'Kim', from: 1, until: 5, text: '' })
      expect(await store.end(id, 3)).toBe(true)
      expect((await store.statements())[0].until).toBe(3)
      expect(await store.end(99, 3)).toBe(false)
    })
  })

  test('episodes of all runs of an asset, each as it was told last', async () => {
    await using store = await openNew()
    const run = exampleRun()
    await store.saveRun(run)
    await store.saveRun({
      ...run,
      resultHash: '0'.repeat(64),
      episodes: run.episodes.map((episode, i) => (i === 0 ? { ...episode, peak: 99 } : episode)),
    })
    const episodes = await store.episodes(run.asset)
    expect(episodes.map(({ id }) => id).sort()).toEqual([...new Set(run.episodes.map(({ id }) => id))].sort())
    expect(episodes.find(({ id }) => id === run.episodes[0].id)?.peak).toBe(99)
    expect(episodes[0].culprits).toEqual(run.episodes[0].culprits)
  })
}
