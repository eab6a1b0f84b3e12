// Slope and correlation against exactly computed values, and against NumPy and pandas where those hold their digits: oracle/rolling_relation.py.
import { describe, expect, test } from 'vitest'
import { rollingCorr, rollingSlope } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, type Numbers, numbers, oracle } from './oracles.ts'

interface SlopeCase {
  kernel: 'rollingSlope'
  input: string
  window: number
  minPeriods: number
  exact: Numbers
  unit: Numbers
  numpy?: Numbers
}
interface CorrCase {
  kernel: 'rollingCorr'
  input: string
  /** An entry of inputs, as input is. */
  y: string
  lag: number
  window: number
  minPeriods: number
  exact: Numbers
  pandas?: Numbers
}
const { inputs, cases } = oracle<{ inputs: Record<string, Numbers>; cases: (SlopeCase | CorrCase)[] }>('rolling_relation')
const slopes = cases.filter((c): c is SlopeCase => c.kernel === 'rollingSlope')
const correlations = cases.filter((c): c is CorrCase => c.kernel === 'rollingCorr')

/** In roundings (2^-53) of the oracle's unit and the smallest double; measured 1.9 (program), 1.2 (reference). Derived: 8 · window. */
const SLOPE_LIMIT = 3
/** Absolute; measured 1.1e-15 (program), 6.7e-16 (reference). Derived: 10 · window · 2^-53, 1.9e-14 at 17. */
const CORR_LIMIT = 2e-15
/** What polyfit and pandas' running sums are off by on plain noise: of the slope's unit, and of 1. */
const NUMPY_LIMIT = 1e-13
const PANDAS_LIMIT = 1e-12

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test('rollingSlope is exact to its bound, and equal to NumPy where that is', () => {
    use(engine)
    for (const { input, window, minPeriods, exact, unit, numpy } of slopes) {
      const actual = rollingSlope(numbers(inputs[input]), { window, minPeriods })
      const where = `${input}, window ${window}`
      expectWithin(SLOPE_LIMIT, actual, exact, (row) => EPSILON * (unit[row] as number) + Number.MIN_VALUE, where)
      // Of a constant window, polyfit makes a slope of the size of a rounding.
      if (numpy) expectWithin(NUMPY_LIMIT, actual, numpy, (row) => unit[row] || 1, `${where}, NumPy`)
    }
  })

  test('rollingCorr is exact to its bound, and equal to pandas where that is', () => {
    use(engine)
    for (const { input, y, lag, window, minPeriods, exact, pandas } of correlations) {
      const actual = rollingCorr(numbers(inputs[input]), { y: numbers(inputs[y]), lag, window, minPeriods })
      const where = `${input} and ${y} ${lag} rows before, window ${window}`
      expectWithin(CORR_LIMIT, actual, exact, () => 1, where)
      if (pandas) expectWithin(PANDAS_LIMIT, actual, pandas, () => 1, `${where}, pandas`)
      for (const r of actual) expect(Math.abs(r) > 1, where).toBe(false)
    }
  })

  test('a constant window has slope exactly 0 and no correlation', () => {
    use(engine)
    const noise = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * i))
    for (const value of [0, -0, 0.1, 1e15 + 0.3, 5e-324, -1e300])
      for (const window of [5, 80]) {
        const stuck = noise.map((v, i) => (i < 90 ? v : value))
        const constant = (values: Float64Array) => values.subarray(90 + window)
        expect(constant(rollingSlope(stuck, { window })).every((slope) => slope === 0)).toBe(true)
        expect(constant(rollingCorr(stuck, { y: noise, window })).every(Number.isNaN)).toBe(true)
        expect(constant(rollingCorr(noise, { y: stuck, window })).every(Number.isNaN)).toBe(true)
      }
  })
})

test('y must have the shape of x, and lag may not be negative', () => {
  const x = new Float64Array(10)
  expect(() => rollingCorr(x, { y: new Float64Array(9), window: 3 })).toThrow(/y has 9 rows; 10 are required/)
  expect(() => rollingCorr(x, { y: x, window: 3, lag: -1 })).toThrow(/lag was -1/)
})
