// Elementary functions against mpmath at 50 digits: oracle/special.py made the values.
import { describe, expect, test } from 'vitest'
import { exp, log, ndtriExp } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, expectWithin, type Numbers, numbers, oracle } from './oracles.ts'

interface Table {
  x: Numbers
  /** The nearest double, and what is left of the exact value. */
  high: number[]
  low: number[]
}
const tables = oracle<{ exp: Table; log: Table; ndtriExp: Table & { scipy: Numbers } }>('special')

/** One unit in the last place of a double. */
function unitInLastPlace(value: number): number {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)
  const next = new Float64Array(BigUint64Array.of(bits[0] + 1n).buffer)[0]
  return next - Math.abs(value)
}

/** Largest error in units of the last place; the part below the nearest double is counted too. */
function largestUlps(actual: Float64Array, { x, high, low }: Table): { ulps: number; at: number | null } {
  let worst = { ulps: 0, at: null as number | null }
  high.forEach((value, i) => {
    const ulps = Math.abs(actual[i] - value - low[i]) / unitInLastPlace(value)
    if (!(ulps <= worst.ulps)) worst = { ulps, at: x[i] }
  })
  return worst
}

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(Object.entries({ exp, log }))('%s is within 1 ulp', (name, kernel) => {
    use(engine)
    const table = tables[name as 'exp' | 'log']
    const { ulps, at } = largestUlps(kernel(numbers(table.x)), table)
    expect(ulps, `${name}(${at})`).toBeLessThan(1)
  })

  test('ndtriExp is within 1e-15 relative of the exact quantile, and of SciPy where that is', () => {
    use(engine)
    const { x, high, scipy } = tables.ndtriExp
    const actual = ndtriExp(numbers(x))
    expectWithin(1e-15, actual, high, (i) => Math.abs(high[i]), 'ndtriExp')
    expectWithin(1e-12, actual, scipy, (i) => Math.max(Math.abs(high[i]), 1e-3), 'ndtriExp beside SciPy')
  })

  test('what has no value is NaN, and the ends are where they belong', () => {
    use(engine)
    const { NaN: none, POSITIVE_INFINITY: infinity } = Number
    expect([...exp(Float64Array.of(0, 710, -746, none, infinity, -infinity))]).toEqual([1, infinity, 0, none, none, none])
    expect([...log(Float64Array.of(1, 0, -1, none, infinity))]).toEqual([0, -infinity, none, none, none])
    expect([...ndtriExp(Float64Array.of(0, 1e-300, none, -infinity))]).toEqual([infinity, none, none, none])
  })
})
