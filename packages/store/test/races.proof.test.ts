// Many writers of one asset at the same moment: nothing lost, nothing failed. A race has 1,000 rounds, counted as test/rounds.ts says.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rounds } from '../../../test/rounds.ts'
import { openStore, type Store } from '../dist/index.js'
import { temporaryFolder } from './database-file.ts'
import { newDatabase, newFile, type Place, postgresServer } from './places.ts'
import type { Turn } from './racing-writer.ts'

const { count: turns, seed } = rounds('races of a store', 1000)
const server = postgresServer()
const files = temporaryFolder()
afterAll(() => files[Symbol.dispose]())

describe.each<[string, number, () => Place | Promise<Place>]>([
  ['SQLite', 4, () => newFile(files.path)],
  ...(server ? [['PostgreSQL', 16, () => newDatabase(server)] as [string, number, () => Promise<Place>]] : []),
])(`races on %s, %i writers, ${turns} rounds from seed ${seed}`, { timeout: 60_000 + turns * 5000 }, (_, count, newPlace) => {
  let store: Store
  let writers: Worker[]
  beforeAll(async () => {
    const { at } = await newPlace()
    store = await openStore(at)
    writers = Array.from({ length: count }, (_, i) => new Worker(new URL('racing-writer.ts', import.meta.url), { workerData: { at, writer: i + 1 } }))
    await Promise.all(writers.map((writer) => once(writer, 'message')))
  })
  afterAll(async () => {
    for (const writer of writers) writer.postMessage('end')
    await Promise.all(writers.map((writer) => once(writer, 'exit')))
    await store.close()
  })

  /** All writers do their part at once, within the milliseconds that one write takes; what each gave back. */
  async function round(race: Turn['race'], asset: string, number: number): Promise<unknown[]> {
    const answers = writers.map(async (writer, i) => {
      const answer = once(writer, 'message')
      // Golden ratio's multiples: spread evenly, other in each round.
      writer.postMessage({ race, asset, delay: 4 * (((seed + number) * 0.618 + i * 0.755) % 1) } satisfies Turn)
      return (await answer)[0]
    })
    const all = await Promise.all(answers)
    expect(all.filter(({ failed }) => failed)).toEqual([])
    return all.map(({ did }) => did)
  }

  const all = () => Array.from({ length: count }, (_, i) => i + 1)
  const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)

  const raced = (race: Turn['race'], check: (asset: string, did: never[]) => Promise<void>) => async () => {
    for (let number = 0; number < turns; number++) {
      const asset = `${race} ${number}`
      await check(asset, (await round(race, asset, number)) as never[])
    }
  }

  test(
    'first runs of a new asset are all there',
    raced('first runs', async (asset, did: { runId: string }[]) => {
      const there = (await store.listRuns(asset)).map(({ runId }) => runId)
      expect(there.sort()).toEqual(did.map(({ runId }) => runId).sort())
      expect(new Set(there).size).toBe(count)
    }),
  )

  test(
    'one run saved by all is there once, first by one of them',
    raced('one run', async (asset, did: { replaced: boolean }[]) => {
      expect(await store.listRuns(asset)).toHaveLength(1)
      expect(did.filter(({ replaced }) => !replaced)).toHaveLength(1)
    }),
  )

  test(
    'trainings give each a version of its own, and one scores',
    raced('trainings', async (asset, did: number[]) => {
      expect(ascending(did)).toEqual(all())
      const kept = await store.listModels(asset)
      expect(ascending(kept.map(({ version }) => version))).toEqual(all())
      expect(kept.filter(({ state }) => state === 'promoted').map(({ version }) => version)).toEqual([count])
    }),
  )

  test(
    'of contexts the latest rows stay, whoever is last to write',
    raced('contexts', async (asset) => {
      expect(await store.context(asset)).toEqual({ body: `${count}`, lastTime: count })
      expect(await store.listRuns(asset)).toHaveLength(count)
    }),
  )
})
