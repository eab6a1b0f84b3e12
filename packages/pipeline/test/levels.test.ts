import { normal } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { blame } from '../dist/phases/judge/blame.js'
import { rejectBudget } from '../dist/phases/learn/budget.js'
import { levelOf, openRows, peaksOf, rateInterval } from '../dist/phases/learn/levels.js'
import { windowsOf } from '../dist/phases/learn/state-model.js'
import { unlikeRows } from '../dist/phases/learn/unlike.js'

test.each([
  ['the largest of each block', [1, 5, 2, 0, 3, 1, 0, 0, 4], 3, [5, 4, 3]],
  ['of two that are near each other the larger', [0, 0, 5, 4, 0, 0, 0, 0, 3], 3, [5, 3]],
  ['a lone block', [2, 1], 5, [2]],
])('peaks: %s', (_, values, apart, expected) => {
  expect([...peaksOf(Float64Array.from(values), apart)]).toEqual(expected)
})

describe('levels', () => {
  const peaks = Float64Array.from({ length: 100 }, (_, i) => 10 - 0.1 * i)

  test.each([
    ['no peak', [], 1, Number.POSITIVE_INFINITY],
    ['one peak', [4], 1, 4],
    ['more are expected than the tail holds: the peak itself', [9, 8, 7, 6, 5, 4, 3], 6, 3],
  ])('%s', (_, values, expected, level) => {
    expect(levelOf(Float64Array.from(values), expected)).toBe(level)
  })

  test('a tenth of the peaks and their mean excess, predictive', () => {
    // The ten highest exceed the eleventh, 9, by 0.55 on the average.
    expect(levelOf(peaks, 1)).toBeCloseTo(9 + 10 * 0.55 * (10 ** 0.1 - 1), 9)
    expect(levelOf(peaks, 0.01)).toBeGreaterThan(levelOf(peaks, 0.1))
  })
})

test.each([
  ['four alarms a month of a well known machine', 4, 1, 1e9, 4.5],
  ['few independent stretches widen it', 4, 1, 10, 9],
  ['none seen is not none possible', 0, 2, 1e9, 0.25],
])('interval: %s', (_, alarms, months, independent, mean) => {
  const { low, rate, high } = rateInterval(alarms, months, independent)
  // Quantiles of a gamma variable of shape 1.5: half a chi-square of three degrees, 0.352, 2.366 and 7.815.
  expect(low).toBeCloseTo((mean * 0.35184632) / 3, 6)
  expect(rate).toBeCloseTo((mean * 2.36597388) / 3, 6)
  expect(high).toBeCloseTo((mean * 7.8147279) / 3, 6)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a budget of %d raises', (alarmsAMonth) => {
  expect(() => rejectBudget({ alarmsAMonth })).toThrow(expect.objectContaining({ code: 'ACM-USAGE-ALARM-BUDGET' }))
})

/** Rows open by one channel of two columns at a level of 4. */
function opened(values: readonly number[], before: readonly number[] = []) {
  const z = { values: Float64Array.from([...values, ...values.map(() => 0)]), rows: values.length, cols: 2 }
  const channel = { kind: 'largest' as const, window: 1, values: Float64Array.from(values, Math.abs) }
  const { open, places } = openRows({ scales: [{ window: 1, z }], channels: [channel] }, [{ ...channel, level: 4, usual: 1, share: 1 }], 1, before)
  return `${[...open].join('')} ${places.join()}`
}

test.each([
  ['below', [3, 3.9, 4], [], '000 '],
  ['above, and held down to half', [5, 2.1, 1.9, 3], [], '1100 '],
  ['of either sign', [-5, -3, -1], [], '110 '],
  ['a missing value keeps what is', [5, Number.NaN, 3], [], '111 0'],
  ['open from before', [3, 3, 1], [0], '110 '],
  ['closed before', [3, 3, 1], [], '000 '],
  ['another column is not this one', [3, 3, 5], [1], '001 0'],
])('%s', (_, values, before, expected) => {
  expect(opened(values, before)).toBe(expected)
})

const HOUR = 3_600_000
test.each([
  ['ten minutes, five months', 20_000, HOUR / 6, [1, 5, 16, 36, 288]],
  ['the longest is a twentieth', 4000, HOUR / 6, [1, 5, 16, 36, 200]],
  ['hours of few rows', 20_000, HOUR, [1, 5, 16, 48]],
  ['a few hundred rows', 400, 1000, [1, 5, 16]],
  ['a month by the minute', 43_000, HOUR / 60, [1, 5, 16, 360, 2150]],
])('windows: %s', (_, rows, cadence, expected) => {
  expect(windowsOf(rows, cadence)).toEqual(expected)
})

describe('training rows that hold faults', () => {
  const noise = normal(3)
  const ROWS = 4000
  const load = Float64Array.from({ length: ROWS }, (_, row) => 5 * Math.sin(row / 90) + noise())
  const machine = (change: (row: number, sensor: number) => number) => ({
    values: Float64Array.from({ length: 4 * ROWS }, (_, i) => {
      const [row, sensor] = [i % ROWS, Math.floor(i / ROWS)]
      return (1 + sensor / 4) * load[row] + 0.5 * noise() + change(row, sensor)
    }),
    rows: ROWS,
    cols: 4,
  })
  const share = (flags: Uint8Array, event: (row: number) => boolean, wanted: boolean): number => {
    const rows = [...flags.keys()].filter((row) => event(row) === wanted)
    return rows.reduce((sum, row) => sum + flags[row], 0) / rows.length
  }
  const isEvent = (row: number): boolean => row % 500 >= 470

  test('events of one sensor go, the rest stays', () => {
    const bad = unlikeRows(
      machine((row, sensor) => (sensor === 2 && isEvent(row) ? 15 : 0)),
      [0, 1, 2, 3],
    )
    expect(share(bad, isEvent, true)).toBeGreaterThan(0.95)
    // A mean over 16 rows reaches as far to either side of 30.
    expect(share(bad, isEvent, false)).toBeLessThan(0.08)
  })

  test('healthy rows stay, and so does a rare load that all sensors follow', () => {
    expect(
      unlikeRows(
        machine(() => 0),
        [0, 1, 2, 3],
      ).includes(1),
    ).toBe(false)
    const rare = machine((row, sensor) => (isEvent(row) ? (1 + sensor / 4) * 30 : 0))
    expect(share(unlikeRows(rare, [0, 1, 2, 3]), isEvent, true)).toBeLessThan(0.2)
  })
})

describe('blame', () => {
  /** Means of four bearings that explain each other, all rows alike. */
  const judged = (deviation: readonly number[], evidence: readonly number[]) => {
    const cols = deviation.length
    const weights = Float64Array.from({ length: cols * cols }, (_, i) => (Math.floor(i / cols) === i % cols ? 0 : 1 / (cols - 1)))
    const rowOf = (values: readonly number[]) => ({ values: Float64Array.from(values), rows: 1, cols })
    return {
      strand: { weights },
      evidence: { scales: [{ window: 1, z: rowOf(evidence) }] },
      residuals: rowOf(deviation),
      deviations: rowOf(deviation),
    } as unknown as Parameters<typeof blame>[0]
  }
  const names = (deviation: readonly number[], evidence: readonly number[]): string =>
    blame(judged(deviation, evidence), { begin: 0, end: 1 })
      .map(({ column }) => column)
      .join(' ')

  test.each([
    ['one that moved, with the others wronged by it', [6, 0, 0, 0], [9, -3, -3, -3], '0'],
    ['two that moved apart are told side by side', [6, 0, 0, -6], [9, 0, 0, -9], '0 3'],
    ['a small second cause is left out', [8, 0, 0, -0.5], [12, -2, -2, -3], '0'],
    ['one sensor alone', [3], [9], '0'],
  ])('%s', (_, deviation, evidence, expected) => {
    expect(names(deviation, evidence)).toBe(expected)
  })
})
