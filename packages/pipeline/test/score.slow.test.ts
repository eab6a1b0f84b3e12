import { modelOf, toJson } from '@acm/contract'
import { minute, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import type { History } from '../dist/index.js'
import { CONTEXT_ROWS, defaults, run, score, train } from '../dist/index.js'

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
  test('rows in portions of 15 score as all of them at once do', async () => {
    const model = modelOf(toJson(trained.model))
    let { context } = trained
    const fused: number[] = []
    let ongoingSince: number | undefined
    const begun = new Set<number>()
    for (let row = TRAIN; row < 3000; row += 15) {
      const scored = await score({ model, history: rowsOf(history, row, row + 15), context, ...(ongoingSince !== undefined && { ongoingSince }) })
      context = scored.context
      fused.push(...scored.result.series.fused)
      ongoingSince = scored.result.episodes.find(({ ongoing }) => ongoing)?.start
      for (const { start } of scored.result.episodes) begun.add(start)
    }
    expect(fused).toHaveLength(3000 - TRAIN)
    fused.forEach((value, i) => {
      expect(Math.abs(value - whole.series.fused[TRAIN + i])).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)))
    })
    const main = [...whole.episodes].sort((a, b) => b.rows - a.rows)[0]
    expect(begun).toContain(main.start)
    expect(context.rows).toBe(CONTEXT_ROWS)
  })

  test('names the sensor to blame, and what was expected of it', async () => {
    const { result } = await score({ model: trained.model, history: rowsOf(history, 2620, 2700), context: rowsOf(history, 2500, 2620) })
    const [{ culprits, start, ongoing }] = result.episodes
    expect(culprits[0].sensor).toBe('S4')
    expect(culprits[0].deviation).toBeGreaterThan(6)
    expect(start).toBeLessThan(2620 * minute)
    expect(start).toBeGreaterThanOrEqual(2590 * minute)
    expect(ongoing).toBe(true)
    expect(result.source.rows).toBe(80)
    expect(result.signals[0].value).toHaveLength(80)
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
    expect(await train({ history: steady, settings: defaults })).toMatchObject({ maturity: 'CONVERGED', reason: '' })
    const few = await train({ history: rowsOf(steady, 0, 300), settings: defaults })
    expect(few.maturity).toBe('LEARNING')
    expect(few.reason).toContain('60 rows each')
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
