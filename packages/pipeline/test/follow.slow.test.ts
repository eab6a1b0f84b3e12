import { minute, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { defaults, type History, run, score, train } from '../dist/index.js'
import { follow } from '../dist/phases/judge/follow.js'

const day = 1440
const times = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => row * minute)
const alternating = (row: number): number => (row % 2 === 0 ? 9 : 11)
/** A model of one sensor that is around 10, and has nothing else to say of it. */
const { model } = await train({
  history: {
    ...plant({ rows: 600, sensors: 1 }),
    values: Float64Array.from({ length: 600 }, (_, row) => alternating(row)),
    sensors: [{ name: 'T' }],
  },
  settings: defaults,
})

function left(values: readonly number[], { rate = day, time = times(values.length) } = {}) {
  const x = { values: Float64Array.from(values), rows: values.length, cols: 1 }
  const { x: followed, offsets, notices } = follow({ model, x, time, past: undefined, settings: { follow: { T: rate } } })
  return { values: [...followed.values].map((value) => Math.round(1e6 * value) / 1e6), offset: offsets.T, notice: notices[0].text }
}

describe('a baseline that follows one unit a row', () => {
  const ten = (count: number): number[] => Array.from({ length: count }, () => 10)

  test.each([
    ['stays where healthy values are', ten(3), ten(3)],
    ['takes a step in steps of its rate', [13, 13, 13, 13], [12, 11, 10, 10]],
    ['goes down as it goes up', [8, 8, 8], [9, 10, 10]],
    ['keeps up with what is slower than it', [10.5, 11, 11.5], ten(3)],
    ['holds at a missing value', [13, Number.NaN, 13], [12, Number.NaN, 11]],
    ['takes what it followed off healthy values, too, until it is back', [13, 13, 10, 10, 10], [12, 11, 9, 10, 10]],
  ])('%s', (_, values, expected) => {
    expect(left(values).values).toEqual(expected)
  })

  test('does not run away over a pause: it counts as ten rows', () => {
    const time = Float64Array.of(0, minute, 100_000 * minute)
    expect(left([10, 10, 25], { time }).values).toEqual([10, 10, 15])
  })

  test('says how far it came', () => {
    const { offset, notice } = left([13, 13])
    expect(offset).toBe(2)
    expect(notice).toContain('T is judged and drawn less what its baseline has followed: 2 now, at most 1440 a day')
  })

  test('a sensor that is not judged is told of', () => {
    const x = { values: Float64Array.of(1), rows: 1, cols: 1 }
    const { notices } = follow({ model, x, time: times(1), past: undefined, settings: { follow: { Flow: 1 } } })
    expect(notices[0].text).toContain('Flow is not among the sensors that are judged')
  })
})

describe('a probe that ages by four spreads a day', async () => {
  const aging = (row: number): number => (row < 2000 ? 0 : ((row - 2000) * 8) / day)
  const history = (step = 0): History =>
    plant({ rows: 5000, change: (value, row, sensor) => value + (sensor === 2 ? aging(row) + (row >= 4800 ? step : 0) : 0) })
  const settings = { ...defaults, trainRows: 2000 }
  // What tracks by steps lags by the more the nearer the drift is to its rate, and means over many rows see that: twelve times the drift it is.
  const followed = { ...settings, follow: { S3: 100 } }

  test('alarms when nothing follows it, and hardly when its baseline does', async () => {
    const anomalous = async (one: typeof settings) =>
      (await run({ history: history(), settings: one })).result.series.anomaly.reduce((a, b) => a + b, 0)
    expect(await anomalous(settings)).toBeGreaterThan(1000)
    expect(await anomalous(followed)).toBeLessThan(200)
  })

  test('a fault faster than the rate still alarms, and is blamed on it', async () => {
    const { episodes } = (await run({ history: history(12), settings: followed })).result
    const last = episodes.at(-1)
    expect(last?.culprits[0].sensor).toBe('S3')
    expect(last?.start).toBeGreaterThanOrEqual(4790 * minute)
  })

  test('scored in two portions it is followed as in one', async () => {
    const rowsOf = (begin: number, end: number): History => {
      const { values, sensors, rows, time, ...rest } = history()
      const columns = sensors.map((_, col) => values.subarray(col * rows + begin, col * rows + end))
      return { ...rest, sensors, rows: end - begin, time: time.slice(begin, end), values: Float64Array.from(columns.flatMap((one) => [...one])) }
    }
    const whole = (await run({ history: history(), settings: followed })).result.series.fused
    const trained = await train({ history: rowsOf(0, 2000), settings: followed })
    const first = await score({ model: trained.model, history: rowsOf(2000, 3500), context: trained.context })
    const second = await score({ model: trained.model, history: rowsOf(3500, 5000), context: first.context })
    const parts = [...first.result.series.fused, ...second.result.series.fused]
    expect(parts).toEqual([...whole.subarray(2000)])
  })

  test('an unknown sensor is refused, with the nearest name', async () => {
    await expect(run({ history: history(), settings: { ...settings, follow: { S33: 1 } } })).rejects.toThrow(/follow names "S33"/)
  })
})
