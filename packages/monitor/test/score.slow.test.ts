import { simulatedHistory } from '@acm/simulator'
import { beforeAll, describe, expect, test } from 'vitest'
import { modelFileText, readModelFile } from '../dist/formats/index.js'
import { deprecate, importModel, keepModel, keepRun, modelVersion, promote, score, type Training, train } from '../dist/index.js'
import { cancelAt, judged, lending, memoryStore, part } from './lent.ts'

const history = simulatedHistory({ kind: 'pump', rows: 2400, fault: 'bearing', seed: 3 })
const healthy = { asset: 'pump', rows: part(history, 0, 1400) }
const late = { asset: 'pump', rows: part(history, 1400, 2400) }

let training: Training
beforeAll(async () => {
  await using store = await memoryStore()
  training = await train(healthy, lending(store))
})

/** A store with a model of the pump. */
async function trained(state: 'promoted' | 'candidate' = 'promoted') {
  const store = await memoryStore()
  await keepModel(store, training, state)
  return store
}

describe('training', () => {
  test('gives a model and what is told of it; kept it is the next version', async () => {
    await using store = await memoryStore()
    const training = await train({ ...healthy, settings: { alarmsAMonth: 2 } }, lending(store))
    expect(training).toMatchObject({ asset: 'pump', zoned: false, summary: { rows: 1400, settings: { alarmsAMonth: 2, seed: 1 } } })
    expect(await store.listModels()).toEqual([])
    expect(await keepModel(store, training, 'promoted')).toBe(1)
    expect((await store.context('pump'))?.lastTime).toBe(history.time[1399])
    expect(await keepModel(store, training, 'promoted')).toBe(2)
    expect(await store.listModels()).toMatchObject([
      { version: 2, state: 'promoted', summary: { rows: 1400 } },
      { version: 1, state: 'deprecated' },
    ])
  })

  test('cancelled it raises, and nothing is kept', async () => {
    await using store = await memoryStore()
    for (const poll of [1, 4, 6])
      await expect(train(healthy, { ...lending(store), cancel: cancelAt(poll) })).rejects.toMatchObject({ code: 'ACM-INTERRUPTED' })
    expect(await store.listModels()).toEqual([])
  })
})

describe('scoring', () => {
  test('without a model says what to do, and how a face may put it', async () => {
    await using store = await memoryStore()
    const problem = { code: 'ACM-DATA-NO-MODEL', cure: 'train one, or promote one that is kept', means: [{ task: 'train' }, { task: 'models' }] }
    await expect(score(late, lending(store))).rejects.toMatchObject(problem)
  })

  test('in portions gives what it gives at once', async () => {
    await using atOnce = await trained()
    const whole = judged(await score(late, lending(atOnce))).result
    await using store = await trained()
    const fused: number[] = []
    for (let begin = 1400; begin < 2400; begin += 125) {
      // Portions overlap, as files that a historian hands over do.
      const portion = judged(await score({ asset: 'pump', rows: part(history, begin - 10, begin + 125) }, lending(store)))
      expect(portion.version).toBe(1)
      await keepRun(store, portion)
      fused.push(...portion.result.series.fused)
    }
    expect(fused).toEqual([...whole.series.fused])
    // An episode that is on at the end of a portion goes on in the next as the same one.
    const going = (await store.episodes('pump')).filter(({ ongoing }) => ongoing)
    const { ongoingSince } = (await store.context('pump')) ?? {}
    expect(ongoingSince).toBeLessThan(history.time[2275])
    expect(going.map(({ start }) => start)).toContain(ongoingSince)
  })

  test('rows that were scored are nothing new, and change nothing', async () => {
    await using store = await trained()
    await keepRun(store, judged(await score(late, lending(store))))
    const [runs, context] = [await store.listRuns(), await store.context('pump')]
    expect(await score(late, lending(store))).toMatchObject({ asset: 'pump', newRows: 0, reason: expect.stringContaining('1000 rows up to') })
    expect([await store.listRuns(), await store.context('pump')]).toEqual([runs, context])
  })

  test('not kept, it leaves the store as it was', async () => {
    await using store = await trained()
    const context = await store.context('pump')
    await score(late, lending(store))
    expect(await store.context('pump')).toEqual(context)
    expect(await store.listRuns()).toEqual([])
  })

  test('a setting that the model was not trained with deprecates it', async () => {
    await using store = await trained()
    judged(await score({ ...late, settings: { alarmsAMonth: 1, trainRows: 99 } }, lending(store)))
    await expect(score({ ...late, settings: { ignore: ['flow'] } }, lending(store))).rejects.toMatchObject({ code: 'ACM-DATA-MODEL-DEPRECATED' })
    expect(await store.listModels()).toMatchObject([{ state: 'deprecated', reason: 'ignore is ["flow"] now and was [] in training' }])
  })

  test('a sensor to follow must be one that the model judges', async () => {
    await using store = await trained()
    const wrong = { ...late, settings: { follow: { ambient_temprature: 0.1 } } }
    await expect(score(wrong, lending(store))).rejects.toMatchObject({
      code: 'ACM-USAGE-UNKNOWN-SENSOR',
      cure: 'did you mean "ambient_temperature"?',
      means: [{ option: 'follow' }],
    })
    const { result } = judged(await score({ ...late, settings: { follow: { ambient_temperature: 0.1 } } }, lending(store)))
    expect(result.settings.follow).toEqual({ ambient_temperature: 0.1 })
  })

  test('cancelled it raises, and nothing is kept', async () => {
    await using store = await trained()
    await expect(score(late, { ...lending(store), cancel: cancelAt(2) })).rejects.toMatchObject({ code: 'ACM-INTERRUPTED' })
    expect(await store.listRuns()).toEqual([])
  })
})

describe('versions of a model', () => {
  test('a candidate scores once it is promoted, and no more once it is deprecated', async () => {
    await using store = await trained('candidate')
    expect(await store.context('pump')).toBeUndefined()
    await expect(score(late, lending(store))).rejects.toMatchObject({ code: 'ACM-DATA-NO-MODEL' })
    await promote(store, { asset: 'pump', version: 1 })
    expect(judged(await score(late, lending(store))).version).toBe(1)
    await deprecate(store, { asset: 'pump', version: 1 }, 'new impeller')
    await expect(score(late, lending(store))).rejects.toMatchObject({ code: 'ACM-DATA-NO-MODEL' })
    expect(await store.listModels('pump')).toMatchObject([{ state: 'deprecated', reason: 'new impeller' }])
  })

  test('one that is not there is said so', async () => {
    await using store = await trained()
    const choice = { asset: 'pump', version: 7 }
    for (const work of [promote(store, choice), deprecate(store, choice, ''), modelVersion(store, choice)])
      await expect(work).rejects.toMatchObject({ code: 'ACM-USAGE-VERSION', means: [{ task: 'models' }] })
  })

  test('goes to another store as text, and scores the same there', async () => {
    await using here = await trained()
    await using there = await memoryStore()
    const text = modelFileText(await modelVersion(here, { asset: 'pump', version: 1 }))
    expect(await importModel(there, readModelFile(text, 'pump.json'), 'pump', 'promoted')).toBe(1)
    const [{ result }, other] = [judged(await score(late, lending(here))), judged(await score(late, lending(there)))]
    expect([...other.result.series.fused.slice(-100)]).toEqual([...result.series.fused.slice(-100)])
  })

  test.each([
    ['{', 'ACM-DATA-MODEL'],
    ['null', 'ACM-DATA-MODEL'],
    ['{"format":"pump"}', 'ACM-DATA-MODEL'],
    ['{"format":"acm-model-1","asset":"pump","body":"{}"}', 'ACM-DATA-MODEL-FORMAT'],
  ])('the text %s is refused', (text, code) => {
    expect(() => readModelFile(text, 'm.json')).toThrow(expect.objectContaining({ code, where: 'm.json' }))
  })
})
