import { describe, expect, test } from 'vitest'
import { shares } from '../dist/phases/judge/blame.js'
import { health, zoneOf } from '../dist/phases/judge/health.js'
import { excursions } from '../dist/phases/learn/excursions.js'

/** Rows written as runs: "20×0 10×3" is twenty rows of 0, then ten of 3. */
const rows = (text: string): number[] =>
  text.split(' ').flatMap((run) => {
    const [count, value] = run.split('×').map(Number)
    return Array(count).fill(value)
  })
const spansOf = (text: string, { kinds = '', from = 0 } = {}): string => {
  const fused = Float64Array.from(rows(text))
  const { list } = excursions(fused, 2, kinds ? Uint8Array.from(rows(kinds)) : new Uint8Array(fused.length), from)
  return list.map(({ begin, end, rows: count }) => `${begin}-${end}:${count}`).join(' ')
}

describe('episodes at a threshold of 2', () => {
  test.each([
    ['nothing above', '50×1.9', ''],
    ['one run', '20×0 10×3 20×0', '20-30:10'],
    ['too short', '20×0 7×3 20×0', ''],
    ['held down to 0.6 of the threshold', '20×0 4×3 6×1.3 20×0', '20-30:10'],
    ['ends below it', '20×0 9×3 6×1.1 20×0', '20-29:9'],
    ['since when: the first row off the normal band', '20×0 10×1.3 10×3 20×0', '20-40:20'],
    ['a short interruption is merged, and not counted', '20×0 10×3 16×0 10×3 20×0', '20-56:20'],
    ['a longer one is not', '20×0 10×3 17×0 10×3 20×0', '20-30:10 47-57:10'],
    ['one no longer than either run is', '20×0 30×3 30×0 40×3 20×0', '20-120:70'],
    ['one longer than the shorter run is not', '20×0 30×3 31×0 40×3 20×0', '20-50:30 81-121:40'],
    ['reaches the end', '20×0 10×3', '20-30:10'],
    ['two short runs together are long enough', '20×0 5×3 3×0 5×3 9×0', '20-33:10'],
  ])('%s', (_, text, spans) => {
    expect(spansOf(text)).toBe(spans)
  })

  test('training rows hold none', () => {
    expect(spansOf('20×3 30×0', { from: 20 })).toBe('')
    expect(spansOf('40×3 30×0', { from: 20 })).toBe('20-40:20')
  })

  test('rows of another operating state do not interrupt', () => {
    expect(spansOf('20×0 10×3 40×0 10×3 20×0', { kinds: '30×1 40×0 30×1' })).toBe('20-80:20')
  })

  test('episodes of two states that overlap are one', () => {
    expect(spansOf('20×0 10×3 10×3 5×3 10×3 20×0', { kinds: '20×0 10×0 10×1 5×0 10×1 20×0' })).toBe('20-55:35')
  })

  test('an unknown state is an episode of its own, and does interrupt', () => {
    expect(spansOf('20×0 10×3 40×4 10×3 20×0', { kinds: '30×0 40×64 30×0' })).toBe('20-30:10 30-70:40 70-80:10')
  })

  test('the peak and the anomalous rows', () => {
    const { list, anomaly } = excursions(Float64Array.from(rows('5×0 4×3 1×5 5×3 5×0')), 2, new Uint8Array(20), 0)
    expect(list).toEqual([{ begin: 5, end: 15, peakRow: 9, rows: 10 }])
    expect([...anomaly]).toEqual(rows('5×0 10×1 5×0'))
  })
})

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

test.each([
  [0, 100],
  [-5, 100],
  [2, 80],
  [4, 64],
  [20, 100 * 0.8 ** 10],
])('a lasting score of %d has health %d at a threshold of 2', (score, expected) => {
  expect(health(new Float64Array(50).fill(score), 2, new Uint8Array(50), 50)[49]).toBeCloseTo(expected, 9)
})

test('health is smoothed', () => {
  const [first, second, third] = health(Float64Array.of(0, 2, 0), 2, new Uint8Array(3), 3)
  expect(first).toBe(100)
  expect(second).toBeCloseTo(94, 12)
  expect(third).toBeCloseTo(95.8, 12)
})

test('zone and alarm agree: 79 at most in an episode, 80 at least outside', () => {
  const scores = Float64Array.of(0, 0, 0, 9, 9, 9)
  expect([...health(scores, 2, Uint8Array.of(0, 1, 1, 0, 1, 1), 1)].map((value) => value >= 80)).toEqual([true, false, false, true, false, false])
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
