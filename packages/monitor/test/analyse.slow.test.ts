import { defaults, run } from '@acm/pipeline'
import { simulatedHistory } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { addSilence, analyse, episodesOf, keepModel, keepRun, say, train, undo } from '../dist/index.js'
import { cancelAt, judged, lending, memoryStore, NOW, part } from './lent.ts'

const rows = simulatedHistory({ kind: 'pump', rows: 2000, fault: 'bearing', seed: 3 })
const subject = { asset: 'pump', rows, settings: { trainRows: 1200 } }

describe('analysing', () => {
  test('judges as the pipeline does, and keeps nothing by itself', async () => {
    await using store = await memoryStore()
    const { result, timings, ...rest } = judged(await analyse(subject, lending(store)))
    const alone = await run({ history: rows, settings: { ...defaults, asset: 'pump', trainRows: 1200 } })
    expect(result.resultHash).toBe(alone.result.resultHash)
    expect(result.episodes.length).toBeGreaterThan(0)
    expect(timings.map(({ phase }) => phase)).toContain('detectors')
    expect(rest).toEqual({})
    expect(await store.listRuns()).toEqual([])
  })

  test('needs no store', async () => {
    const { store: _, ...lent } = lending(await memoryStore())
    const { result } = judged(await analyse(subject, lent))
    expect(result.asset).toBe('pump')
  })

  test('takes a baseline for healthy', async () => {
    await using store = await memoryStore()
    const { result } = judged(await analyse({ asset: 'pump', rows: part(rows, 1200, 2000) }, lending(store), part(rows, 0, 1200)))
    expect([result.train.rows, result.source.rows]).toEqual([1200, 2000])
  })

  test('kept twice a run is there once, and is what the next one looks back on', async () => {
    await using store = await memoryStore()
    const first = judged(await analyse(subject, lending(store)))
    const { runId } = await keepRun(store, first)
    expect(await keepRun(store, first)).toEqual({ runId, replaced: true })
    const second = judged(await analyse(subject, lending(store)))
    expect(second.before).toMatchObject({ runId, resultHash: first.result.resultHash })
    expect(second.result.resultHash).toBe(first.result.resultHash)
    expect(await store.listRuns()).toHaveLength(1)
  })

  test('judges by the kept model where the rows are too few to learn from', async () => {
    await using store = await memoryStore()
    const few = { asset: 'pump', rows: part(rows, 1960, 2000) }
    await expect(analyse(few, lending(store))).rejects.toMatchObject({ code: 'ACM-DATA-FEW-ROWS' })
    await keepModel(store, await train({ asset: 'pump', rows: part(rows, 0, 1200) }, lending(store)), 'promoted')
    const scored = judged(await analyse(few, lending(store)))
    expect([scored.version, scored.result.source.rows]).toEqual([1, 40])
    await keepRun(store, scored)
    expect((await store.context('pump'))?.lastTime).toBe(rows.time[1999])
    expect(await analyse(few, lending(store))).toMatchObject({ asset: 'pump', newRows: 0, reason: expect.stringContaining('were scored before') })
  })

  test('heeds what people said, until it is taken back', async () => {
    await using store = await memoryStore()
    const first = judged(await analyse(subject, lending(store)))
    await keepRun(store, first)
    const { episodes } = await episodesOf(store, 'pump')
    const said = []
    for (const episode of episodes) said.push(await say(store, 'pump', episode, { kind: 'close', cause: 'false', text: 'washing' }, 'Weber'))
    expect(judged(await analyse(subject, lending(store))).result.episodes).toEqual([])
    for (const id of said) await undo(store, id, 'Weber')
    await addSilence({ store, clock: () => NOW }, { asset: 'other', from: 0, until: NOW, who: 'Kim', text: 'overhaul' })
    expect(judged(await analyse(subject, lending(store))).result.episodes).toEqual(first.result.episodes)
  })

  test('cancelled at any poll it raises, and nothing is kept', async () => {
    await using store = await memoryStore()
    const small = { asset: 'pump', rows: part(rows, 0, 400) }
    let polls = 0
    await analyse(small, { ...lending(store), cancel: () => ++polls < 0 })
    expect(polls).toBeGreaterThan(8)
    for (let poll = 1; poll <= polls; poll++)
      await expect(analyse(small, { ...lending(store), cancel: cancelAt(poll) })).rejects.toMatchObject({ code: 'ACM-INTERRUPTED' })
    expect(await store.listRuns()).toEqual([])
  })

  test('tells how far it is', async () => {
    await using store = await memoryStore()
    const told: string[] = []
    await analyse(subject, { ...lending(store), progress: (phase) => told.push(phase) })
    expect(told.slice(0, 3)).toEqual(['contract', 'split', 'sensors'])
  })

  test('many assets at once give what each gives alone', async () => {
    await using store = await memoryStore()
    const kinds = ['pump', 'fan', 'motor'] as const
    const subjects = kinds.map((kind) => ({ asset: kind, rows: simulatedHistory({ kind, rows: 600, fault: 'bearing', seed: 1 }) }))
    const alone = []
    for (const one of subjects) alone.push(judged(await analyse(one, lending(store))).result.resultHash)
    const together = await Promise.all(
      subjects.map(async (one) => {
        const outcome = judged(await analyse(one, lending(store)))
        await keepRun(store, outcome)
        return outcome.result.resultHash
      }),
    )
    expect(together).toEqual(alone)
    expect((await store.listRuns()).map(({ asset }) => asset).sort()).toEqual(['fan', 'motor', 'pump'])
  })
})
