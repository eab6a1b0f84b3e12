import { minute, normal, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { defaults, run } from '../dist/index.js'
import { shares } from '../dist/phases/judge/blame.js'
import { fewer, latest, noBlocks, withRows } from '../dist/phases/tell/blocks.js'
import { driftBlocks, driftOf } from '../dist/phases/tell/drift.js'
import { forecastOf as forecast, healthBlocks } from '../dist/phases/tell/forecast.js'
import { recordOf } from '../dist/phases/tell/forecast-record.js'

const quietBlocks = (fused: Float64Array, time: Float64Array) => driftBlocks(undefined, fused, new Uint8Array(fused.length), time)
const forecastOf = (health: Float64Array, time: Float64Array, seed: number) => forecast(healthBlocks(undefined, health, time), seed)

const times = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, row) => row * minute)
const noise = normal(9)
const series = (rows: number, level: (row: number) => number, spread = 1): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => level(row) + spread * noise())

describe('drift', () => {
  const healthy = Float64Array.from(
    quietBlocks(
      series(64 * 40, () => 0),
      times(64 * 40),
    ).scores.means,
  )
  test.each([
    ['scores at their level', () => 0, false, 'stable'],
    ['a slow rise', (row: number) => row / 2000, false, 'drifting'],
    ['a fall is no drift', (row: number) => -row / 1000, false, 'stable'],
    ['an alarm is a fault', () => 5, true, 'fault'],
  ] as const)('%s', (_, level, alarming, state) => {
    expect(driftOf(healthy, quietBlocks(series(64 * 30, level), times(64 * 30)), alarming).state).toBe(state)
  })

  test('a drift says since when', () => {
    const level = series(64 * 40, (row) => (row < 64 * 20 ? 0 : 1))
    const { since } = driftOf(healthy, quietBlocks(level, times(64 * 40)), false)
    expect(Math.abs((since ?? 0) / minute - 64 * 20)).toBeLessThanOrEqual(64 * 3)
  })

  test('rows in portions of 15 tell what all of them at once do', () => {
    const [scores, at] = [series(64 * 30, (row) => row / 2000), times(64 * 30)]
    let blocks = quietBlocks(new Float64Array(0), new Float64Array(0))
    for (let row = 0; row < scores.length; row += 15)
      blocks = driftBlocks(blocks, scores.subarray(row, row + 15), new Uint8Array(Math.min(15, scores.length - row)), at.subarray(row, row + 15))
    expect(blocks).toEqual(quietBlocks(scores, at))
    expect(driftOf(healthy, blocks, false).state).toBe('drifting')
  })

  test('begins anew behind a fault, and counts rows that alarm in passing', () => {
    const level = (row: number): number => (row < 64 * 10 ? 9 : 0)
    const at = times(64 * 30)
    const alarms = (rows: number): Uint8Array => Uint8Array.from(at, (_, row) => Number(row < rows))
    const blocks = (rows: number) => driftBlocks(undefined, series(64 * 30, level), alarms(rows), at)
    expect(driftOf(healthy, blocks(64 * 10), false).state).toBe('stable')
    expect(driftOf(healthy, blocks(20), false).state).toBe('drifting')
    expect(driftOf(healthy, blocks(64 * 29), false).reason).toContain('1 to judge since the last fault')
  })

  test('few rows say so', () => {
    expect(driftOf(healthy.subarray(0, 3), quietBlocks(new Float64Array(640), times(640)), false).reason).toContain('too few rows')
  })
})

describe('blocks', () => {
  const five = withRows(noBlocks(2), Float64Array.of(1, 3, 5, 7, 9), Float64Array.of(0, 1, 2, 3, 4))
  test('are means of whole blocks; the rest waits', () => {
    expect(five).toEqual({ size: 2, means: [2, 6], begins: [0, 2], sum: 9, rows: 1, begin: 4 })
    expect(latest(five, 1).means).toEqual([6])
  })

  test('are paired when they are too many, an odd one waits', () => {
    expect(fewer(five, 3)).toBe(five)
    expect(fewer(five, 2)).toEqual({ size: 4, means: [4], begins: [0], sum: 9, rows: 1, begin: 4 })
    const seven = withRows(five, Float64Array.of(11, 13), Float64Array.of(5, 6))
    expect(fewer(seven, 3)).toEqual({ size: 4, means: [4], begins: [0], sum: 9 + 11 + 13, rows: 3, begin: 4 })
  })
})

describe('forecast of health', () => {
  test('a straight fall arrives when a ruler says so', () => {
    // from 90 by 0.02 a row: 20 is 3,500 rows after the first, 1,500 after the 2,000 that are seen
    const forecast = forecastOf(
      series(2000, (row) => 90 - 0.02 * row),
      times(2000),
      1,
    )
    const rows = [forecast.p10, forecast.p50, forecast.p90].map((ms) => (ms ?? 0) / minute)
    expect(Math.abs(rows[1] - 1500)).toBeLessThan(100)
    expect(rows[0]).toBeLessThanOrEqual(rows[1])
    expect(rows[1]).toBeLessThanOrEqual(rows[2])
    expect(forecast.probability).toBe(1)
  })

  test('rows in portions of 15 give the forecast that all of them at once do', () => {
    const [health, at] = [series(3333, (row) => 90 - 0.015 * row), times(3333)]
    let blocks = healthBlocks(undefined, new Float64Array(0), new Float64Array(0))
    for (let row = 0; row < health.length; row += 15) blocks = healthBlocks(blocks, health.subarray(row, row + 15), at.subarray(row, row + 15))
    const [parts, whole] = [forecast(blocks, 1), forecastOf(health, at, 1)]
    expect(parts.since).toBe(whole.since)
    expect(parts.p50).toBeCloseTo(whole.p50 ?? 0, 0)
  })

  test('takes as long as steps took: half of the time in another state is twice as long', () => {
    const health = series(2000, (row) => 90 - 0.02 * row)
    const broken = times(2000).map((at, row) => at + Math.floor(row / 100) * 100 * minute)
    const [straight, halved] = [forecastOf(health, times(2000), 1), forecastOf(health, broken, 1)]
    expect((halved.p50 ?? 0) / (straight.p50 ?? 1)).toBeGreaterThan(1.85)
    expect((halved.p50 ?? 0) / (straight.p50 ?? 1)).toBeLessThan(2.15)
    expect((halved.p90 ?? 0) - (halved.p10 ?? 0)).toBeGreaterThan((straight.p90 ?? 0) - (straight.p10 ?? 0))
  })

  test('looks at what came after a repair alone', () => {
    const repaired = series(3000, (row) => (row < 1500 ? 90 - 0.03 * row : 95 - 0.02 * (row - 1500)))
    const { since, p50 } = forecastOf(repaired, times(3000), 1)
    expect(Math.abs((since ?? 0) / minute - 1500)).toBeLessThan(80)
    // 65 at the end, 45 to go
    expect(Math.abs((p50 ?? 0) / minute - 2250)).toBeLessThan(300)
  })

  test.each([
    ['no trend', series(2000, () => 90), 'no downward trend'],
    ['a rise', series(2000, (row) => 60 + 0.01 * row), 'no downward trend'],
    ['few rows', series(150, (row) => 90 - 0.1 * row), 'too few for a trend'],
    ['a repair just now', series(2000, (row) => (row < 1900 ? 90 - 0.02 * row : 95)), 'as after a repair'],
  ])('refuses: %s', (_, health, reason) => {
    const forecast = forecastOf(health, times(health.length), 1)
    expect(forecast.reason).toContain(reason)
    expect(forecast.p50).toBeUndefined()
  })

  test('what lies beyond twice what was seen is not told', () => {
    const { p90, probability, horizon } = forecastOf(
      series(2000, (row) => 95 - 0.005 * row, 0.3),
      times(2000),
      1,
    )
    expect(p90).toBeUndefined()
    expect(probability).toBeLessThan(0.2)
    expect((horizon ?? 0) / minute).toBeLessThan(4100)
  })
})

describe('band and record of forecasts', () => {
  const falling = series(2000, (row) => 90 - 0.02 * row)
  const { band, horizon } = forecastOf(falling, times(2000), 1)

  test('the band opens on the way of the trend, in order, within 0 and 100, up to the horizon', () => {
    const { after, p10, p50, p90 } = band ?? expect.fail('no band')
    expect(after.at(-1)).toBeCloseTo(horizon ?? 0, 0)
    after.forEach((ms, i) => {
      expect(p10[i] <= p50[i] && p50[i] <= p90[i]).toBe(true)
      expect(p10[i] >= 0 && p90[i] <= 100).toBe(true)
      expect(Math.abs(p50[i] - Math.max(50 - (0.02 * ms) / minute, 0))).toBeLessThan(3)
    })
  })

  const rest = { points: 4, inside: 3, error: 2 }
  const point = { madeAt: 0, due: 100, span: 30, state: 2, p10: 60, p50: 70, p90: 80 }
  const at = Float64Array.of(60, 80, 90, 100, 120)
  test.each([
    ['the mean of the span that ends when it is due', [0, 71, 72, 73, 0], point, { points: 5, inside: 4, error: 2 }, 72],
    ['above the band', [0, 90, 90, 90, 0], point, { points: 5, inside: 3, error: 5.6 }, 90],
    ['rows that do not reach it', [0, 71, 72, 73, 0], { ...point, due: 121 }, rest, undefined],
    ['no row within it', [0, 71, 72, 73, 0], { ...point, due: 119, span: 10 }, rest, undefined],
    [
      'one scored before and not judged again',
      [0, 0, 0, 0, 0],
      { ...point, due: 50, span: 10, observed: 75 },
      { points: 5, inside: 4, error: 2.6 },
      undefined,
    ],
    ['of a state that was not judged', [0, 71, 72, 73, 0], { ...point, state: 1 }, rest, undefined],
    ['one judged again', [0, 71, 72, 73, 0], { ...point, observed: 99 }, { points: 5, inside: 4, error: 2 }, 72],
  ])('a truth arrives: %s', (_, health, foretold, expected, truth) => {
    const { arrived, ...record } = recordOf({ due: [foretold], rest }, new Map([[2, { health: Float64Array.from(health), time: at }]]))
    expect(record).toEqual({ ...expected, error: expect.closeTo(expected.error, 12) })
    expect(arrived.map(({ observed }) => observed)).toEqual(truth === undefined ? [] : [truth])
  })

  test('without any the error is 0', () => {
    expect(recordOf({ due: [], rest: { points: 0, inside: 0, error: 0 } }, new Map())).toEqual({ points: 0, inside: 0, error: 0, arrived: [] })
  })
})

test('of two operating states the one that falls is forecast, though the other has more rows', async () => {
  const standing = (row: number): boolean => row % 400 >= 150
  const change = (value: number, row: number, sensor: number): number =>
    standing(row) ? 1 + value / 100 : value + (sensor === 2 && !standing(row) ? 0.004 * Math.max(row - 3000, 0) : 0)
  const { result } = await run({ history: plant({ rows: 9000, change }), settings: { ...defaults, trainRows: 2400 } })
  expect(result.states?.list.map(({ trainRows }) => trainRows)).toEqual([1428, 840])
  expect(result.outlook?.forecast).toMatchObject({ reason: '', state: 2 })
})

describe('lost points and confidence', async () => {
  const { result } = await run({
    history: plant({ rows: 3000, change: (value, row, sensor) => value + (sensor === 2 && row >= 2600 ? 9 : 0) }),
    settings: defaults,
  })
  const { lost, confidence } = result.outlook ?? expect.fail('no outlook')

  test('add up exactly, to what health lacks, and name the sensor', () => {
    const tenths = (parts: readonly { points: number }[]): number => parts.reduce((sum, { points }) => sum + Math.round(10 * points), 0)
    expect(tenths(lost.sensors)).toBe(Math.round(10 * lost.points))
    expect(tenths(lost.detectors)).toBe(Math.round(10 * lost.points))
    expect(lost.points).toBeCloseTo(100 - result.health.value, 1)
    expect(lost.sensors[0].sensor).toBe('S3')
    expect(shares([1, 1, 1], 10)).toEqual([0.4, 0.3, 0.3])
  })

  test('confidence is the harmonic mean of its shares', () => {
    const { value, maturity, coverage, certainty, stability } = confidence
    expect(value).toBeCloseTo(4 / (1 / maturity + 1 / coverage + 1 / certainty + 1 / stability), 12)
    expect(maturity).toBe(1)
    expect(coverage).toBe(1)
  })
})
