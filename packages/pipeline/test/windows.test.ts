import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { medianIn, quantileIn, spreadOf } from '../dist/select.js'
import { correlationTime, merged, runsOf, trailingMeans } from '../dist/windows.js'

const one = (values: readonly number[]) => ({ values: Float64Array.from(values), rows: values.length, cols: 1 })
const missing = Number.NaN

describe('trailing means', () => {
  test.each([
    ['a window of one is the values', [3, missing, 5], 1, [3, missing, 5]],
    ['half of the rows must be observed', [2, 4, 6, 8], 4, [missing, 3, 4, 5]],
    ['missing values are passed over', [2, missing, 6, 8, missing, missing, 2], 4, [missing, missing, 4, 16 / 3, 7, 7, 5]],
    ['too many missing', [2, missing, missing, missing, 4], 4, [missing, missing, missing, missing, missing]],
    ['across blocks', [1, 2, 3, 4, 5, 6, 7], 3, [missing, 1.5, 2, 3, 4, 5, 6]],
  ])('%s', (_, values, window, expected) => {
    const means = trailingMeans(one(values), window).values
    expected.forEach((value, row) => {
      if (Number.isNaN(value)) expect(means[row]).toBeNaN()
      else expect(means[row]).toBeCloseTo(value, 12)
    })
  })

  test('a row has the same bits wherever the rows before it were cut', () => {
    const value = fc.oneof({ weight: 9, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) }, { weight: 1, arbitrary: fc.constant(missing) })
    const cut = fc.record({ values: fc.array(value, { minLength: 30, maxLength: 90 }), window: fc.integer({ min: 2, max: 20 }), from: fc.nat(9) })
    fc.assert(
      fc.property(cut, ({ values, window, from }) => {
        const whole = trailingMeans(one(values), window).values
        const part = trailingMeans(one(values.slice(from)), window, from).values
        for (let row = from + window - 1; row < values.length; row++) expect(part[row - from]).toBe(whole[row])
      }),
    )
  })
})

test('selection gives what sorting gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, p) => {
        const sorted = Float64Array.from(values).sort()
        const at = p * (sorted.length - 1)
        const [below, above] = [Math.floor(at), Math.min(Math.floor(at) + 1, sorted.length - 1)]
        expect(quantileIn(Float64Array.from(values), p)).toBe(sorted[below] + (sorted[above] - sorted[below]) * (at - below))
      },
    ),
  )
  expect(medianIn(Float64Array.of(3, missing, 1))).toBe(2)
})

test.each([
  ['one value: its MAD', [4], 4 * 1.4826],
  ['nothing observed', [missing, missing], 1e-9],
  ['quantised: the standard deviation decides', [...Array(995).fill(0), ...Array(5).fill(100)], 0.5 * Math.sqrt(50 - 0.25)],
])('spread: %s', (_, values, expected) => {
  expect(spreadOf(Float64Array.from(values))).toBeCloseTo(expected, 9)
})

/** A sequence that forgets by a share a row, from a fixed noise. */
function remembering(phi: number, rows: number): Float64Array {
  let [state, seed] = [0, 7]
  return Float64Array.from({ length: rows }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    state = phi * state + seed / 2_147_483_648 - 0.5
    return state
  })
}

test.each([
  ['noise', 0, 1, 1.3],
  ['half is kept', 0.5, 2.2, 3.4],
  ['nine tenths are kept: (1 + φ)/(1 − φ) = 19, less what is below 0.1', 0.9, 13, 21],
])('correlation time: %s', (_, phi, low, high) => {
  const time = correlationTime(remembering(phi, 7000))
  expect(time).toBeGreaterThanOrEqual(low)
  expect(time).toBeLessThan(high)
})

test.each([
  ['few values', Array(12).fill(1), 12],
  ['none at all', [missing], 1],
  ['a constant', Array(40).fill(2), 1],
])('correlation time of %s', (_, values, expected) => {
  expect(correlationTime(Float64Array.from(values))).toBe(expected)
})

test.each([
  ['', 3, ''],
  ['2-4', 3, '2-4'],
  ['2-4 6-7', 3, '2-7'],
  ['2-4 7-9', 3, '2-4 7-9'],
  ['0-1 3-4 6-7', 3, '0-7'],
])('runs %j no further apart than %d rows are one', (text, gap, expected) => {
  const rows = text === '' ? [] : text.split(' ').map((span) => span.split('-').map(Number))
  const runs = runsOf(10, (row) => rows.some(([begin, end]) => row >= begin && row < end))
  expect(
    merged(runs, gap)
      .map(({ begin, end }) => `${begin}-${end}`)
      .join(' '),
  ).toBe(expected)
})
