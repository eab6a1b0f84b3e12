import type { History, RunResult } from '@acm/contract'
import { minute, minuteHistory, normal } from '@acm/simulator'
import { beforeEach, expect, test } from 'vitest'
import { keepModel, keepRun, promote, retrainOnDrift, score, train } from '../dist/index.js'
import { cancelAt, judged, lending, memoryStore, part } from './lent.ts'

/** Four sensors with one cause, a row in ten minutes; from row 1,500 on one of them rises slowly and without end. */
function rising(rows: number): History {
  const noise = normal(1)
  const columns: number[][] = [[], [], [], []]
  let cause = 0
  for (let row = 0; row < rows; row++) {
    cause = 0.9 * cause + 0.4 * noise()
    const values = [3 * cause, 2 * cause, cause + 0.001 * Math.max(row - 1500, 0), cause]
    values.forEach((value, i) => {
      columns[i].push(value + 0.5 * noise())
    })
  }
  const time = columns[0].map((_, row) => 10 * minute * row)
  return minuteHistory(columns, time)
}

const history = rising(1850)
const slow = { asset: 'slow', rows: part(history, 1450, 1850) }
let store: Awaited<ReturnType<typeof memoryStore>>
let drifting: RunResult

beforeEach(async () => {
  store = await memoryStore()
  await keepModel(store, await train({ asset: 'slow', rows: part(history, 0, 1400) }, lending(store)), 'promoted')
  const steady = judged(await score({ asset: 'slow', rows: part(history, 1400, 1450) }, lending(store)))
  await keepRun(store, steady)
  expect(await retrainOnDrift(slow, steady.result, lending(store))).toBeUndefined()
  const outcome = judged(await score(slow, lending(store)))
  await keepRun(store, outcome)
  drifting = outcome.result
  expect(drifting.outlook?.drift.state).toBe('drifting')
  return () => store.close()
})

test('a drift trains a candidate, once, and leaves the store that was lent open', async () => {
  expect(await retrainOnDrift(slow, drifting, lending(store))).toEqual({ what: 'trained', version: 2 })
  expect(await store.listModels()).toMatchObject([
    { version: 2, state: 'candidate', summary: { rows: 400 } },
    { version: 1, state: 'promoted' },
  ])
  expect((await store.context('slow'))?.lastTime).toBe(history.time[1849])
  expect(await retrainOnDrift(slow, drifting, lending(store))).toEqual({ what: 'waits', version: 2 })
  await promote(store, { asset: 'slow', version: 2 })
  expect(await retrainOnDrift(slow, drifting, lending(store))).toEqual({ what: 'trained', version: 3 })
})

test('rows that are too few are said so', async () => {
  const few = { asset: 'slow', rows: part(history, 1830, 1850) }
  expect(await retrainOnDrift(few, drifting, lending(store))).toEqual({ what: 'too few rows', reason: expect.stringContaining('20 rows') })
  expect(await store.listModels()).toHaveLength(1)
})

test('cancelled at any poll it raises, and no candidate is kept', async () => {
  let polls = 0
  await retrainOnDrift({ ...slow, asset: 'other' }, drifting, { ...lending(store), cancel: () => ++polls < 0 })
  for (let poll = 1; poll <= polls; poll++)
    await expect(retrainOnDrift(slow, drifting, { ...lending(store), cancel: cancelAt(poll) })).rejects.toMatchObject({ code: 'ACM-INTERRUPTED' })
  expect(polls).toBeGreaterThan(4)
  expect(await store.listModels('slow')).toHaveLength(1)
})
