// Spectra against sums over the unit circle at 40 digits, and against SciPy: oracle/spectral.py made the values.
import { describe, expect, test } from 'vitest'
import { irfft, rfft } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, expectWithin, largestOf, type Numbers, numbers, oracle } from './oracles.ts'

interface Transform {
  n: number
  x: Numbers
  bins: number[]
  /** Magnitude of the largest bin, the unit of errors. */
  largest: number
  re: number[]
  im: number[]
  scipyError: number
}
interface Inverse {
  n: number
  re: Numbers
  im: Numbers
  exact: number[]
  scipy: number[]
}
const cases = oracle<{ rfft: Transform[]; irfft: Inverse[] }>('spectral')

/** Of the largest bin; measured 3.4e-16 forward and 5.1e-16 back. The plain sums of the reference grow with the root of the length. */
const PROGRAM_LIMIT = 6e-16
const REFERENCE_LIMIT = 2e-14

describe.each(Object.entries(engines))('%s', (engineName, engine) => {
  const limit = engineName === 'reference' ? REFERENCE_LIMIT : PROGRAM_LIMIT

  test.each(cases.rfft.filter(({ n }) => engineName !== 'reference' || n < 1000))('rfft of $n values', ({ n, x, bins, largest, re, im }) => {
    use(engine)
    const result = rfft(numbers(x))
    expect(result.re.length).toBe((n >> 1) + 1)
    for (const [part, exact] of [
      [result.re, re],
      [result.im, im],
    ] as const)
      expectWithin(
        limit,
        Float64Array.from(bins, (k) => part[k]),
        exact,
        () => largest,
        `rfft of ${n}`,
      )
  })

  test.each(cases.irfft)('irfft to $n values', ({ n, re, im, exact, scipy }) => {
    use(engine)
    const result = irfft(numbers(re), { im: numbers(im), n })
    expectWithin(limit, result, exact, () => largestOf(exact), `irfft to ${n}`)
    expectWithin(1e-12, result, scipy, () => largestOf(exact), `irfft to ${n} beside SciPy`)
  })

  test('irfft undoes rfft, at every length to 260', () => {
    use(engine)
    for (let n = 1; n <= 260; n++) {
      const values = Float64Array.from({ length: 2 * n }, (_, i) => Math.fround(((i * 7919) % 1009) / 1009 - 0.5))
      const { re, im } = rfft({ values, rows: n, cols: 2 })
      const rows = (n >> 1) + 1
      const back = irfft({ values: re, rows, cols: 2 }, { im: { values: im, rows, cols: 2 }, n })
      expectWithin(engineName === 'reference' ? 2e-14 : 2e-15, back, values, () => 0.5, `there and back, ${n}`)
    }
  })

  test('a column with a missing value, or beyond 2^1000, is NaN throughout, and no other is', () => {
    use(engine)
    for (const n of [6, 7, 14])
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1.7e308]) {
        const values = new Float64Array(3 * n).fill(1)
        values[n + 2] = bad
        const { re, im } = rfft({ values, rows: n, cols: 3 })
        const bins = (n >> 1) + 1
        expect(re.subarray(bins, 2 * bins).every(Number.isNaN) && im.subarray(bins, 2 * bins).every(Number.isNaN)).toBe(true)
        expect(re.filter((v, i) => Number.isNaN(v) && (i < bins || i >= 2 * bins)).length).toBe(0)
        expect(re[0]).toBeCloseTo(n, 12)
      }
  })
})

test('a column’s bits do not depend on its neighbour', () => {
  use(engines.wasm)
  const column = Float64Array.from({ length: 90 }, (_, i) => Math.fround(Math.abs(i - 33.3)))
  const alone = rfft(column)
  for (const other of [1e300, 0, Number.NaN]) {
    const beside = rfft([new Float64Array(90).fill(other), column])
    expect(beside.re.slice(46)).toEqual(alone.re)
    expect(beside.im.slice(46)).toEqual(alone.im)
  }
})
