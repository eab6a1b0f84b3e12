// Correlations against fractions, and against pandas and SciPy where they hold their digits: oracle/correlation.py made the values.
import { describe, expect, test } from 'vitest'
import { correlation, covariance, pairwiseLagCorrelation, spearman } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, matrixOf, type Numbers, type OracleMatrix, oracle } from './oracles.ts'

interface Values {
  exact: Numbers
  pandas: Numbers
  scipy?: Numbers
}
interface Case {
  input: string
  x: OracleMatrix
}
interface PearsonCase extends Case {
  correlation: Values
  covariance?: Values & { spread: Numbers }
}
const { cases, least, lags, ...others } = oracle<{
  cases: PearsonCase[]
  least: Values & { minPeriods: number }
  spearman: (Case & Values)[]
  lags: number
  pairwiseLagCorrelation: (Case & Values)[]
}>('correlation')

/** Roundings (2^-53), of 1 and for the covariance of the product of the standard deviations. Measured: 4 and 9.5. Derived: hundreds. */
const CORRELATION_LIMIT = 8
const COVARIANCE_LIMIT = 12
/** Sums of whole numbers are exact: a product, its root and a quotient round, by 2.5 in all. Measured: 0.5. */
const RANK_LIMIT = 2

/** Here pandas is off itself: docs/kernels/parity.md says by how much. */
const PANDAS_LOSES = [
  'offset 1e9',
  'offset 1e15',
  'a random walk at 1e6',
  "an outlier in the other's gaps",
  'near the end of the range',
  'denormals',
  'units far apart',
]
/** And here its covariance: 7.9e-34 for a constant 0.1. */
const PANDAS_COVARIANCE_LOSES = [...PANDAS_LOSES, 'constants']

const one = (): number => 1

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(cases)('correlation and covariance: $input', ({ input, x, correlation: r, covariance: s }) => {
    use(engine)
    const data = matrixOf(x)
    expectWithin(CORRELATION_LIMIT, correlation(data), r.exact, () => EPSILON, `correlation of ${input}`)
    if (!PANDAS_LOSES.includes(input)) expectWithin(1e-12, correlation(data), r.pandas, one, `correlation of ${input} beside pandas`)
    if (!s) return
    const unit = (at: number) => EPSILON * (s.spread[at] ?? 0) + Number.MIN_VALUE
    expectWithin(COVARIANCE_LIMIT, covariance(data), s.exact, unit, `covariance of ${input}`)
    if (!PANDAS_COVARIANCE_LOSES.includes(input))
      expectWithin(1e-12, covariance(data), s.pandas, (at) => (s.spread[at] ?? 0) + Number.MIN_VALUE, `covariance of ${input} beside pandas`)
  })

  test('minPeriods counts the rows that a pair has in common', () => {
    use(engine)
    const data = matrixOf(cases[1].x)
    const actual = correlation(data, { minPeriods: least.minPeriods })
    expectWithin(CORRELATION_LIMIT, actual, least.exact, () => EPSILON, 'exact')
    expectWithin(1e-12, actual, least.pandas, one, 'beside pandas')
    expect(actual.some(Number.isNaN) && actual.some(Number.isFinite)).toBe(true)
    for (const kernel of [covariance, spearman])
      expect([...kernel(data, { minPeriods: least.minPeriods })].map(Number.isNaN)).toEqual([...actual].map(Number.isNaN))
  })

  test('complete columns that are equal or opposite have correlation exactly 1 or -1, over many blocks of rows', () => {
    use(engine)
    const column = Float64Array.from({ length: 1501 }, (_, row) => 1e6 + ((row * 7919) % 1009) / 3)
    const opposite = column.map((value) => -2 * value)
    for (const kernel of [correlation, spearman]) expect([...kernel([column, column, opposite])]).toEqual([1, 1, -1, 1, 1, -1, -1, -1, 1])
  })

  test('a covariance beyond the range of a double is infinite, the correlation is not', () => {
    use(engine)
    const values = Float64Array.of(-1e300, 1e300, 0, 2e300, -2e300, 5e299)
    expect([...covariance({ values, rows: 3, cols: 2 })]).toEqual([Infinity, -Infinity, -Infinity, Infinity])
    expect(correlation({ values, rows: 3, cols: 2 })[1]).toBeLessThan(-0.9)
  })

  test.each(others.spearman)('spearman: $input', ({ input, x, exact, pandas, scipy }) => {
    use(engine)
    const actual = spearman(matrixOf(x))
    expectWithin(RANK_LIMIT, actual, exact, () => EPSILON, input)
    expectWithin(1e-12, actual, pandas, one, `${input} beside pandas`)
    if (scipy) expectWithin(1e-12, actual, scipy, one, `${input} beside SciPy`)
  })

  test.each(others.pairwiseLagCorrelation)('pairwiseLagCorrelation: $input', ({ input, x, exact, pandas }) => {
    use(engine)
    const actual = pairwiseLagCorrelation(matrixOf(x), { lags })
    expectWithin(CORRELATION_LIMIT, actual, exact, () => EPSILON, input)
    if (!PANDAS_LOSES.includes(input)) expectWithin(1e-12, actual, pandas, one, `${input} beside pandas`)
  })

  test('lag 0 of pairwiseLagCorrelation is the correlation, bit for bit', () => {
    use(engine)
    for (const { x } of cases) {
      const data = matrixOf(x)
      expect([...pairwiseLagCorrelation(data, { lags: 1 })]).toEqual([...correlation(data)])
    }
  })
})

test('pandas as recorded departs where the docs say so, and nowhere else', () => {
  const departs = ({ exact, pandas }: Values): boolean => exact.some((r, at) => !(Math.abs((r ?? 9) - (pandas[at] ?? 9)) <= 1e-12))
  const off = [
    ...cases.filter((made) => departs(made.correlation)).map(({ input }) => input),
    ...others.pairwiseLagCorrelation.filter(departs).map(({ input }) => input),
  ]
  expect([...new Set(off)].toSorted()).toEqual(PANDAS_LOSES.toSorted())
})
