import { uniform } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { budgeted, upperLimit } from '../dist/phases/learn/budget.js'
import { defaults } from '../dist/settings.js'

const HOUR = 3_600_000
const MONTH_ROWS = 730.5

/** Healthy rows at 0 with excursions of 10 rows every `every` rows, each as high as a draw from 2 … 6. */
function rows(months: number, every: number): Float64Array {
  const next = uniform(3)
  const fused = new Float64Array(Math.round(months * MONTH_ROWS))
  for (let row = every; row + 10 < fused.length; row += every) fused.fill(2 + 4 * next(), row, row + 10)
  return fused
}
const judge = (fused: Float64Array, alarmsAMonth = 1) =>
  budgeted({ fused, states: new Uint8Array(fused.length), cadence: HOUR }, 2, { ...defaults, alarmsAMonth })

describe('false-alarm budget', () => {
  test('the threshold rises until the upper end of the interval keeps to it, and no further', () => {
    const { threshold, falseAlarms } = judge(rows(20, 100))
    expect(falseAlarms.high).toBeLessThanOrEqual(1)
    expect(falseAlarms.high).toBeGreaterThan(0.8)
    expect(falseAlarms.rate).toBeGreaterThan(0.5)
    expect(falseAlarms.low).toBeLessThan(falseAlarms.rate)
    expect(falseAlarms.high).toBeGreaterThan(falseAlarms.rate)
    // 7.3 excursions a month, their heights even over 2 … 6: one a month is above 5.45
    expect(Math.abs(threshold - 5.45)).toBeLessThan(0.35)
  })

  test.each([1, 2, 4])('a budget of %d a month', (budget) => {
    const { high, rate } = judge(rows(40, 100), budget).falseAlarms
    expect(high / budget).toBeLessThanOrEqual(1)
    expect(high / budget).toBeGreaterThan(0.8)
    expect(rate / budget).toBeGreaterThan(0.6)
  })

  test('quiet rows keep the lowest threshold, and none seen is not none possible', () => {
    const { threshold, falseAlarms } = judge(new Float64Array(730))
    expect(threshold).toBe(2)
    expect(falseAlarms.alarms).toBe(0)
    // −ln 0.05 a month: with three times as many expected, seeing none has a chance of 5 %
    expect(falseAlarms.high).toBeCloseTo(3, 1)
  })

  test('rows that last too short are allowed one alarm, which raises nothing', () => {
    expect(judge(rows(0.25, 100))).toMatchObject({ threshold: 2, falseAlarms: { alarms: 1 } })
    const { threshold, falseAlarms } = judge(rows(0.9, 50))
    expect(threshold).toBeGreaterThan(2)
    expect(falseAlarms.alarms).toBeLessThanOrEqual(1)
  })

  // scipy.stats.chi2.ppf(0.95, 2 * (k + 1)) / 2
  test.each([
    [0, 2.9957322735539895],
    [1, 4.743864518390577],
    [3, 7.753656527932725],
    [10, 16.962219235721903],
    [100, 118.07927278209706],
  ])('of %d alarms the upper limit is %d', (count, limit) => {
    expect(upperLimit(count) / limit).toBeCloseTo(1, 8)
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a budget of %d raises', (alarmsAMonth) => {
    expect(() => judge(new Float64Array(100), alarmsAMonth)).toThrow(expect.objectContaining({ code: 'ACM-USAGE-ALARM-BUDGET' }))
  })
})
