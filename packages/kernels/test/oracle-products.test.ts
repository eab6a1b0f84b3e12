// Products and distances against fractions, and against SciPy where that holds its digits: oracle/linalg_products.py made both.
import { describe, expect, test } from 'vitest'
import { argminDistances, gemm, pairwiseDistances } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, matrixOf, type Numbers, type OracleMatrix, oracle } from './oracles.ts'

type Distances = (number | null | 'Infinity')[]
interface GemmCase {
  input: string
  a: OracleMatrix
  b: OracleMatrix
  exact: Numbers
  magnitude: number[]
}
interface DistanceCase {
  input: string
  x: OracleMatrix
  y: OracleMatrix
  pairwiseDistances: { metric: number; exact: Distances; scipy: Numbers }[]
  argminDistances: { exact: { index: Numbers; distance: Distances } }
}
const cases = oracle<{ gemm: GemmCase[]; distances: DistanceCase[]; sklearnNear: number }>('linalg_products')

/** In roundings of Σ|products|; derived 256 + inner/256. */
const GEMM_LIMIT = 4
/** In roundings of the distance; measured 12.4 (city block, 300 coordinates), derived cols/2 + 2 (euclidean) and cols + 2. */
const DISTANCE_LIMIT = 16
/** A square below the normal range is rounded to a multiple of the least double, once a coordinate. */
const LEAST = Number.MIN_VALUE
const numberOf = (value: number | null | 'Infinity'): number => (value === null ? Number.NaN : Number(value))

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(cases.gemm)('gemm: $input', ({ input, a, b, exact, magnitude }) => {
    use(engine)
    expectWithin(GEMM_LIMIT, gemm(matrixOf(a), { b: matrixOf(b) }), exact, (at) => EPSILON * magnitude[at] + LEAST, input)
  })

  test.each(cases.distances)('pairwiseDistances: $input', ({ input, x, y, pairwiseDistances: byMetric }) => {
    use(engine)
    for (const { metric, exact, scipy } of byMetric) {
      const what = `metric ${metric} of ${input}`
      const found = pairwiseDistances(matrixOf(x), { y: matrixOf(y), metric })
      const truth = Float64Array.from(exact, numberOf)
      expectWithin(DISTANCE_LIMIT, found, truth, (at) => EPSILON * truth[at] + LEAST, what)
      // Where SciPy's squares overflow or lose digits, it is off itself.
      const compared = scipy.map((value, at) => (value === null || value < 1e-140 ? truth[at] : value))
      expectWithin(1e-12, found, compared, (at) => truth[at] + 1e-300, `${what} beside SciPy`)
    }
  })

  test.each(cases.distances)('argminDistances: $input', ({ input, x, y, argminDistances: { exact } }) => {
    use(engine)
    const { index, distance } = argminDistances(matrixOf(x), { y: matrixOf(y) })
    expect([...index], input).toEqual(exact.index.map((value) => value ?? Number.NaN))
    const truth = exact.distance.map(numberOf)
    expectWithin(DISTANCE_LIMIT, distance, truth, (at) => EPSILON * truth[at] + LEAST, input)
  })
})

test('a wrong shape or metric is named before any work', () => {
  const square = { values: new Float64Array(4), rows: 2, cols: 2 }
  const wide = { values: new Float64Array(6), rows: 2, cols: 3 }
  expect(() => gemm(wide, { b: square })).toThrow('b has 2 inner; 3 are required')
  expect(() => pairwiseDistances(wide, { y: square })).toThrow('y has 2 cols; 3 are required')
  expect(() => pairwiseDistances(wide, { y: wide, metric: 3 })).toThrow('metric was 3; a whole number from 0 to 2 is allowed')
})

test('SciPy and scikit-learn as recorded depart where docs/kernels/parity.md says so', () => {
  const worst = (wanted: string): number => {
    const { exact, scipy } = (cases.distances.find(({ input }) => input.startsWith(wanted)) as DistanceCase).pairwiseDistances[0]
    const errors = exact.map((truth, at) => Math.abs((scipy[at] ?? Number.POSITIVE_INFINITY) / numberOf(truth) - 1))
    return Math.max(...errors)
  }
  expect(worst('1e-160')).toBeCloseTo(8.6e-5, 6)
  expect(worst('1e200')).toBe(Number.POSITIVE_INFINITY)
  expect(worst('noise')).toBeLessThan(1e-15)
  expect(cases.sklearnNear).toBeGreaterThan(0.5)
})
