// Statistics of columns against fractions, and against NumPy where that holds its digits: oracle/robust.py made both.
import { describe, expect, test } from 'vitest'
import { iqr, mad, mean, median, quantiles, std } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, largestOf, type Numbers, numbers, oracle } from './oracles.ts'

const kernels = { median, mad, mean, std }
type Name = keyof typeof kernels
interface OracleCase {
  input: string
  x: Numbers
  exact: Record<Name, number | null> & { iqr: number | null | 'overflow'; quantiles: Numbers }
  numpy: Record<Name | 'iqr', number | null | 'overflow'> & { quantiles: Numbers | 'overflow' }
}
const { q, cases } = oracle<{ q: number[]; cases: OracleCase[] }>('robust')
const names = Object.keys(kernels) as Name[]

/** What each kernel's error is counted in: the value itself, and for a difference or a mean the magnitude of what goes in. */
const magnitude = (name: Name, x: Float64Array, value: number): number =>
  (name === 'mad' || name === 'mean' ? largestOf(x) : Math.abs(value)) * EPSILON + Number.MIN_VALUE

/**
 * In roundings (2^-53) of the magnitude. Measured: median 0, mad 0.5, mean and std 47 (plain sums of the reference; 14 in the
 * program). Derived for mean and std: some 256 of the program, rows of a plain sum.
 */
const limits: Record<Name, number> = { median: 0, mad: 1, mean: 48, std: 48 }
/** In units in the last place of the exact value, which the oracle has rounded once itself: nothing is left to differ (measured). */
const ROUNDED_ONCE = 0
const unitOf = (value: number): number => Math.max(Math.abs(value) * EPSILON, Number.MIN_VALUE)
/** Here NumPy's std is off itself: docs/kernels/parity.md says by how much. */
const NUMPY_LOSES = ['constant', 'offset 1e9', 'offset 1e15', 'denormals']

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(names)('%s is exact to its bound, and equal to NumPy where that is', (name) => {
    use(engine)
    for (const { input, x, exact, numpy } of cases) {
      const values = numbers(x)
      const actual = kernels[name](values)
      expectWithin(limits[name], actual, [exact[name]], () => magnitude(name, values, exact[name] ?? 0), `${name} of ${input}`)
      const theirs = numpy[name]
      if (theirs === 'overflow' || (name === 'std' && NUMPY_LOSES.includes(input))) continue
      const tolerance = name === 'median' || name === 'mad' ? 0 : 1e-12
      expectWithin(tolerance, actual, [theirs], () => Math.abs(theirs ?? 1) + 1e-14, `${name} of ${input} beside NumPy`)
    }
  })

  test('quantiles and iqr are the exact values rounded once, and NumPy’s within its roundings', () => {
    use(engine)
    for (const { input, x, exact, numpy } of cases) {
      const values = numbers(x)
      const actual = quantiles(values, { q })
      expectWithin(ROUNDED_ONCE, actual, exact.quantiles, (i) => unitOf(exact.quantiles[i] ?? 0), `quantiles of ${input}`)
      const range = iqr(values)
      if (exact.iqr === 'overflow') expect(range[0], `iqr of ${input}`).toBe(Number.POSITIVE_INFINITY)
      else expectWithin(ROUNDED_ONCE, range, [exact.iqr], () => unitOf((exact.iqr as number) ?? 0), `iqr of ${input}`)
      if (typeof numpy.quantiles === 'string' || typeof numpy.iqr === 'string') continue
      const theirs = () => 6 * EPSILON * largestOf(values) + Number.MIN_VALUE
      expectWithin(1, actual, numpy.quantiles, theirs, `quantiles of ${input} beside NumPy`)
      expectWithin(1, range, [numpy.iqr], theirs, `iqr of ${input} beside NumPy`)
    }
  })

  test('columns of one matrix give what each gives alone', () => {
    use(engine)
    const same = cases.filter(({ x }) => x.length === 300)
    const values = numbers(same.flatMap(({ x }) => x))
    for (const name of names) {
      const alone = same.map(({ x }) => kernels[name](numbers(x))[0])
      expect([...kernels[name]({ values, rows: 300, cols: same.length })], name).toEqual(alone)
    }
  })
})
