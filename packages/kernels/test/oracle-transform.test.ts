// Transforms of columns against fractions, and against SciPy, NumPy and pandas where those hold their digits: oracle/transform.py made both.
import { describe, expect, test } from 'vitest'
import { diff, imputeForward, imputeMedian, lag, robustScale, zscore } from '../dist/index.js'
import type { TestKernel } from './cases.ts'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, oracle } from './oracles.ts'

type Texts = readonly (number | null | 'Infinity' | '-Infinity')[]
interface OracleCase {
  kernel: string
  input: string
  options: Record<string, number>
  exact: Texts
  library: Texts
}
const kernels = { zscore, robustScale, imputeMedian, imputeForward, lag, diff } as unknown as Record<string, TestKernel>
const { inputs, cases } = oracle<{ inputs: Record<string, Texts>; cases: OracleCase[] }>('transform')
const numbers = (values: Texts): Float64Array => Float64Array.from(values, (v) => (v === null ? Number.NaN : Number(v)))

const rangeOf = (scores: Float64Array): number => {
  const seen = scores.filter(Number.isFinite)
  return seen.length ? Math.max(...seen) - Math.min(...seen) : 1
}
/** In roundings (2^-53) of the range of the scores. Measured: zscore 1.7 (4.3 the reference), robustScale 5.3 where values near 1.7e308 meet. */
const limits: Record<string, number> = { zscore: 5, robustScale: 6 }
/** Here SciPy's line loses digits or has another answer, and NumPy's overflows: docs/kernels/parity.md. */
const LIBRARY_LOSES: Record<string, string[]> = {
  zscore: ['constant', 'quantised', 'offset 1e9', 'offset 1e15', 'denormals', 'near the end of the range', 'half the range apart'],
  robustScale: ['more than half equal', 'denormals', 'near the end of the range'],
}

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(Object.keys(kernels))('%s is exact to its bound, and equal to its library where that is', (name) => {
    use(engine)
    for (const { input, options, exact, library } of cases.filter(({ kernel }) => kernel === name)) {
      const actual = kernels[name](numbers(inputs[input]), options) as Float64Array
      const truth = numbers(exact)
      const what = `${name} of ${input} ${JSON.stringify(options)}`
      const unit = rangeOf(truth) * EPSILON
      if (name in limits) expectWithin(limits[name], actual, truth, () => unit, what)
      else expect([...actual], what).toEqual([...truth])
      if (LIBRARY_LOSES[name]?.includes(input)) continue
      if (name === 'zscore') expectWithin(16, actual, numbers(library), () => unit, `${what} beside SciPy`)
      else expect([...actual], `${what} beside its library`).toEqual([...numbers(library)])
    }
  })

  test('infinite values are missing, and columns of one matrix give what each gives alone', () => {
    use(engine)
    const one = Float64Array.of(Infinity, 1, -Infinity, 3, Number.NaN, 8, 2)
    const two = Float64Array.of(2, 2, 5, 7, Infinity, Infinity, 1)
    for (const [name, kernel] of Object.entries(kernels)) {
      const both = kernel({ values: Float64Array.of(...one, ...two), rows: 7, cols: 2 }, {}) as Float64Array
      expect([...both], name).toEqual([...(kernel(one, {}) as Float64Array), ...(kernel(two, {}) as Float64Array)])
      expect(
        both.some((value) => Math.abs(value) === Infinity),
        name,
      ).toBe(false)
    }
  })
})

test('what is not allowed is named', () => {
  const x = Float64Array.of(1, 2, 3)
  expect(() => lag(x, { periods: -1 })).toThrow(new RangeError('periods was -1; a whole number from 0 to 2147483647 is allowed'))
  expect(() => diff(x, { periods: 0.5 })).toThrow(RangeError)
  expect(() => imputeForward(x, { limit: 0 })).toThrow(new RangeError('limit was 0; a whole number from 1 to 2147483647 is allowed'))
  expect(() => zscore(x, { ddof: 2 })).toThrow(new RangeError('ddof was 2; a whole number from 0 to 1 is allowed'))
  expect(() => zscore(x, { ddof: '1' as never })).toThrow(TypeError)
})
