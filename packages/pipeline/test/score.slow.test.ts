import { type Context, modelOf, storedContextOf, toJson } from '@acm/contract'
import { minute, plant } from '@acm/simulator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { History } from '../dist/index.js'
import { defaults, run, score, train } from '../dist/index.js'

/** Rows [begin, end) of a history. */
function rowsOf(history: History, begin: number, end: number): History {
  const values = new Float64Array((end - begin) * history.sensors.length)
  history.sensors.forEach((_, col) => {
    values.set(history.values.subarray(col * history.rows + begin, col * history.rows + end), col * (end - begin))
  })
  return { ...history, time: history.time.slice(begin, end), values, rows: end - begin }
}

const TRAIN = 1500
const standing = (row: number): boolean => row % 400 >= 300
/** A machine that stands now and then; from row 2,600 on one sensor is off. */
const history = plant({
  rows: 3000,
  change: (value, row, sensor) => (standing(row) ? 2 + sensor + 0.02 * ((row * (sensor + 3)) % 17) : value + (sensor === 3 && row >= 2600 ? 8 : 0)),
})
const settings = { ...defaults, trainRows: TRAIN }
const whole = (await run({ history, settings })).result
const trained = await train({ history: rowsOf(history, 0, TRAIN), settings: defaults })

describe('scoring by a stored model', () => {
  /** A context as a store gives it back. */
  const stored = ({ trail, time, values, ...rest }: Context): Context =>
    storedContextOf({ body: toJson(rest), ...(trail && { trail: toJson(trail) }), rows: { time, values } })
  const model = modelOf(toJson(trained.model))

  async function inPortions(cuts: readonly number[]) {
    let { context } = trained
    const fused: number[] = []
    const health: number[] = []
    const episodes = new Map<string, string>()
    for (const [i, end] of cuts.entries()) {
      const scored = await score({ model, history: rowsOf(history, cuts[i - 1] ?? TRAIN, end), context: stored(context) })
      context = scored.context
      fused.push(...scored.result.series.fused)
      health.push(...scored.result.series.health)
      for (const { id, end: last, rows, peak } of scored.result.episodes) episodes.set(id, [last, rows, peak].join())
    }
    return { fused, health, episodes: [...episodes] }
  }

  test('rows in any portions score as all of them at once do, bit for bit', async () => {
    const told = whole.episodes.map(({ id, end, rows, peak }) => [id, [end, rows, peak].join()])
    expect(told.length).toBeGreaterThan(0)
    const cuts = fc.uniqueArray(fc.integer({ min: TRAIN + 1, max: 2999 }), { maxLength: 30 }).map((some) => [...some.sort((a, b) => a - b), 3000])
    await fc.assert(
      fc.asyncProperty(cuts, async (ends) => {
        const { fused, health, episodes } = await inPortions(ends)
        expect(fused).toEqual([...whole.series.fused.subarray(TRAIN)])
        expect(health).toEqual([...whole.series.health.subarray(TRAIN)])
        expect(episodes).toEqual(told)
      }),
      { numRuns: 8 },
    )
  })

  test('names the sensor to blame, and what was expected of it', async () => {
    const before = await score({ model: trained.model, history: rowsOf(history, TRAIN, 2605), context: trained.context })
    const { result } = await score({ model: trained.model, history: rowsOf(history, 2605, 2700), context: before.context })
    const [{ culprits, start, ongoing }] = result.episodes
    expect(culprits[0].sensor).toBe('S4')
    expect(culprits[0].deviation).toBeGreaterThan(6)
    expect(start).toBeLessThan(2605 * minute)
    expect(start).toBeGreaterThanOrEqual(2590 * minute)
    expect(ongoing).toBe(true)
    expect(result.source.rows).toBe(95)
    expect(result.signals[0].value).toHaveLength(95)
  })

  test('an absent sensor is missing, too many absent ones are refused', async () => {
    const without = (count: number): History => {
      const rows = rowsOf(history, TRAIN, TRAIN + 50)
      return { ...rows, sensors: rows.sensors.map((sensor, col) => (col < count ? { name: `X${col}` } : sensor)) }
    }
    expect((await score({ model: trained.model, history: without(1) })).result.series.fused).toHaveLength(50)
    await expect(score({ model: trained.model, history: without(3) })).rejects.toMatchObject({ code: 'ACM-DATA-SENSORS-MISSING' })
  })

  test('rows that were scored before are none', async () => {
    const scored = await score({ model: trained.model, history: rowsOf(history, 1490, 1530), context: trained.context })
    expect(scored.result.source.rows).toBe(30)
    await expect(score({ model: trained.model, history: rowsOf(history, 1490, 1500), context: trained.context })).rejects.toMatchObject({
      code: 'ACM-DATA-NO-NEW-ROWS',
    })
  })
})

describe('training', () => {
  test('gives the threshold and what false alarms to expect, as a run does', () => {
    expect(trained.model.threshold).toBe(whole.threshold)
    expect(trained.model.falseAlarms).toEqual(whole.falseAlarms)
  })

  test('is converged with many rows alike, learning with few', async () => {
    const steady = plant({ rows: 3000 })
    const weeks = { ...steady, time: steady.time.map((at) => 11 * at) }
    expect(await train({ history: weeks, settings: defaults })).toMatchObject({ maturity: 'CONVERGED', reason: '' })
    const few = await train({ history: rowsOf(steady, 0, 300), settings: defaults })
    expect(few.maturity).toBe('LEARNING')
    expect(few.reason).toContain('300 training rows last')
  })

  test('a cold start says what there is, what is needed, and when it will be there', async () => {
    await expect(train({ history: rowsOf(history, 0, 30), settings: defaults })).rejects.toMatchObject({
      code: 'ACM-DATA-FEW-ROWS',
      message: '30 of 30 rows are for training; at least 50 are needed; at its pace the asset will have them at 1970-01-01 00:49',
    })
  })
})

describe('no leakage', () => {
  test('rows after t move nothing that was learned, and no score before t', async () => {
    const t = 2200
    const cols = history.sensors.length
    const values = history.values.map((value, i) => (i % history.rows >= t ? 1e3 * Math.sin(i) + value * value : value))
    const other = (await run({ history: { ...history, values }, settings })).result
    expect(other.threshold).toBe(whole.threshold)
    expect(other.falseAlarms).toEqual(whole.falseAlarms)
    expect(other.grades.map(({ center, scale }) => [center, scale])).toEqual(whole.grades.map(({ center, scale }) => [center, scale]))
    expect(other.series.fused.subarray(0, t)).toEqual(whole.series.fused.subarray(0, t))
    other.series.detectors.forEach(({ z }, i) => {
      expect(z.subarray(0, t)).toEqual(whole.series.detectors[i].z.subarray(0, t))
    })
    expect(other.series.fused.subarray(t)).not.toEqual(whole.series.fused.subarray(t))
    expect(cols).toBe(6)
  })
})
