import { simulatedHistory } from '@acm/simulator'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  addMaintenance,
  addSilence,
  analyse,
  endSilence,
  episodesOf,
  type Judged,
  keepModel,
  keepRun,
  lastRun,
  runBetween,
  saidOf,
  say,
  standingWord,
  train,
  undo,
  validity,
} from '../dist/index.js'
import { judged, lending, memoryStore, NOW, part } from './lent.ts'

const HOUR = 3_600_000
const rows = simulatedHistory({ kind: 'pump', rows: 2000, fault: 'bearing', seed: 3 })
let run: Judged
beforeAll(async () => {
  await using store = await memoryStore()
  run = judged(await analyse({ asset: 'pump', rows }, lending(store)))
})

/** A store that holds the run. */
async function kept() {
  const store = await memoryStore()
  await keepRun(store, run)
  return store
}

describe('what is said of an episode', () => {
  test('stands with it: the last word that is no comment counts, until it is taken back', async () => {
    await using store = await kept()
    const { episodes } = await episodesOf(store, 'pump')
    const [episode] = episodes
    const word = async () => {
      const all = await episodesOf(store, 'pump')
      return standingWord(saidOf(all, episode))?.kind
    }
    expect(await word()).toBeUndefined()
    await say(store, 'pump', episode, { kind: 'ack', text: '' }, 'Kim')
    await say(store, 'pump', episode, { kind: 'comment', text: 'coupling was loose' }, 'Kim')
    expect(await word()).toBe('ack')
    const closed = await say(store, 'pump', episode, { kind: 'close', cause: 'fault', text: 'bearing' }, 'Weber')
    expect(await word()).toBe('close')
    await undo(store, closed, 'Weber')
    expect(await word()).toBe('ack')
    expect(saidOf(await episodesOf(store, 'pump'), episode)).toMatchObject([
      { kind: 'ack', who: 'Kim', sensor: episode.culprits[0].sensor, direction: episode.direction, peak: episode.peak },
      { kind: 'comment', text: 'coupling was loose' },
    ])
  })

  test('an acceptance holds from the beginning of the episode on', async () => {
    await using store = await kept()
    const { episodes } = await episodesOf(store, 'pump')
    await say(store, 'pump', episodes[0], { kind: 'accept', text: 'new set point' }, 'Kim')
    expect(await store.statements('pump')).toMatchObject([{ kind: 'accept', from: episodes[0].start }])
  })

  test('needs a run', async () => {
    await using store = await memoryStore()
    await expect(episodesOf(store, 'pump')).rejects.toMatchObject({ code: 'ACM-USAGE-ASSET', means: [{ task: 'analyze' }] })
  })
})

describe('a silence', () => {
  test('begins now and ends when it is told to, by the clock that was lent', async () => {
    await using store = await memoryStore()
    const { id, from } = await addSilence(lending(store), { asset: 'pump', sensor: 'flow', until: NOW + 9 * HOUR, who: 'Kim', text: 'probe loose' })
    expect(from).toBe(NOW)
    const [said] = await store.statements('pump')
    expect(said).toMatchObject({ id, kind: 'silence', sensor: 'flow', from: NOW, until: NOW + 9 * HOUR, text: 'probe loose' })
    expect([validity(said, NOW), validity(said, NOW + 9 * HOUR)]).toEqual(['stands', 'ended'])
    await endSilence({ store, clock: () => NOW + HOUR }, id)
    expect((await store.statements('pump'))[0].until).toBe(NOW + HOUR)
    await undo(store, id, 'Kim')
    expect(validity((await store.statements('pump'))[0], NOW)).toBe('undone')
    await expect(endSilence(lending(store), id + 1)).rejects.toMatchObject({ code: 'ACM-USAGE-SILENCE' })
  })

  test.each([
    [{ text: '', until: NOW + HOUR }, 'a silence needs a reason', 'reason'],
    [{ text: 'overhaul', until: NOW }, 'it would end (2024-03-01 12:00) before it begins (2024-03-01 12:00)', 'until'],
    [{ text: 'overhaul', until: Number.NaN, from: 0 }, 'it would end (an unknown time) before it begins (1970-01-01 00:00)', 'until'],
  ])('%j is refused', async (given, message, option) => {
    await using store = await memoryStore()
    const problem = { code: 'ACM-USAGE-SILENCE', means: [{ option }], message }
    await expect(addSilence(lending(store), { asset: 'pump', who: 'Kim', ...given })).rejects.toMatchObject(problem)
    expect(await store.statements()).toEqual([])
  })

  test('suppresses what begins in it', async () => {
    await using store = await kept()
    await addSilence(lending(store), { asset: 'pump', from: 0, until: NOW, who: 'Kim', text: 'overhaul' })
    expect(judged(await analyse({ asset: 'pump', rows }, lending(store))).result.episodes).toEqual([])
  })
})

test('a maintenance deprecates the model, and what was before it no longer counts', async () => {
  await using store = await memoryStore()
  expect(await addMaintenance(lending(store), { asset: 'fan', who: 'Kim', text: '' })).toMatchObject({ at: NOW })
  await keepModel(store, await train({ asset: 'pump', rows: part(rows, 0, 1000) }, lending(store)), 'promoted')
  const at = rows.time[500]
  const { deprecated } = await addMaintenance(lending(store), { asset: 'pump', at, who: 'Kim', text: 'new bearings' })
  expect(deprecated).toBe(1)
  expect(await store.listModels('pump')).toMatchObject([{ state: 'deprecated', reason: 'maintenance at 2024-01-01 08:20' }])
  expect(judged(await analyse({ asset: 'pump', rows }, lending(store))).result.source.start).toBe(at)
})

test('what is not there cannot be taken back, nor twice', async () => {
  await using store = await memoryStore()
  const { id } = await addMaintenance(lending(store), { asset: 'pump', who: 'Kim', text: '' })
  await undo(store, id, 'Kim')
  for (const number of [id, id + 1]) await expect(undo(store, number, 'Kim')).rejects.toMatchObject({ code: 'ACM-USAGE-UNDO' })
})

test('the past of an asset is its last run, or all that tell of a time as one', async () => {
  await using store = await memoryStore()
  await keepModel(store, await train({ asset: 'pump', rows: part(rows, 0, 1200) }, lending(store)), 'promoted')
  const { score } = await import('../dist/index.js')
  for (const begin of [1200, 1400, 1600])
    await keepRun(store, judged(await score({ asset: 'pump', rows: part(rows, begin, begin + 200) }, lending(store))))
  expect((await lastRun(store, 'pump')).series.time[0]).toBe(rows.time[1600])
  const { series } = await runBetween(store, 'pump', rows.time[1300], rows.time[1700])
  expect([...series.time]).toEqual([...rows.time.subarray(1300, 1700)])
  await expect(runBetween(store, 'pump', NOW, NOW + HOUR)).rejects.toMatchObject({ code: 'ACM-USAGE-SPAN' })
  await expect(lastRun(store, 'fan')).rejects.toMatchObject({ code: 'ACM-USAGE-ASSET' })
})
