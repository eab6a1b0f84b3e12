import { expect, test } from 'vitest'
import { shares } from '../dist/phases/judge/blame.js'
import { health, zoneOf } from '../dist/phases/judge/health.js'

test.each([
  [[1], [100]],
  [
    [1, 1, 1],
    [33.4, 33.3, 33.3],
  ],
  [
    [2, 1],
    [66.7, 33.3],
  ],
  [
    [0, 0],
    [50, 50],
  ],
  [
    [5, 0],
    [100, 0],
  ],
  [
    [1, 1, 1, 1, 1, 1, 1],
    [14.3, 14.3, 14.3, 14.3, 14.3, 14.3, 14.2],
  ],
  [
    [1e-9, 1],
    [0, 100],
  ],
])('shares of %j', (parts, expected) => {
  const found = shares(parts)
  expect(found).toEqual(expected)
  expect(Math.round(10 * found.reduce((sum, share) => sum + share, 0))).toBe(1000)
})

const healthOf = (scores: readonly number[], anomaly: readonly number[] = scores.map(() => 0), before?: number) =>
  health(Float64Array.from(scores), Uint8Array.from(anomaly), before)

test.each([
  [0, 100],
  [-5, 100],
  [1, 80],
  [2, 64],
  [10, 100 * 0.8 ** 10],
])('a lasting alarm of %d has health %d, 79 at most', (score, expected) => {
  const lasting = Array(50).fill(score)
  const alarms = lasting.map(() => Number(score >= 1))
  expect(healthOf(lasting, alarms).health[49]).toBeCloseTo(score >= 1 ? Math.min(expected, 79) : expected, 5)
})

test('health is smoothed from 100 on, and a row that was not judged keeps it', () => {
  const { health: each, last } = healthOf([0, 1, Number.NaN, 0], [0, 0, 0, 0])
  const expected = [100, 94, 94, 95.8]
  each.forEach((value, row) => {
    expect(value).toBeCloseTo(expected[row], 12)
  })
  expect(last).toBeCloseTo(95.8, 12)
})

test('health goes on from where it was', () => {
  const scores = [0, 1, 2, 0.5, 0, 3]
  const whole = healthOf(scores)
  const first = healthOf(scores.slice(0, 2))
  const second = healthOf(scores.slice(2), undefined, first.last)
  expect([...first.health, ...second.health]).toEqual([...whole.health])
})

test('zone and alarm agree: 79 at most in an alarm, 80 at least outside', () => {
  const { health: each } = healthOf([0, 0, 0, 9, 9, 9], [0, 1, 1, 0, 1, 1])
  expect([...each].map((value) => value >= 80)).toEqual([true, false, false, true, false, false])
})

test.each([
  [100, 'healthy'],
  [80, 'healthy'],
  [79.99, 'degrading'],
  [50, 'degrading'],
  [49.9, 'critical'],
  [20, 'critical'],
  [19.9, 'failure'],
  [0, 'failure'],
] as const)('health %d is %s', (value, zone) => {
  expect(zoneOf(value)).toBe(zone)
})
