// Elementary functions at their ends, and against SciPy: oracle/special.py made the values. Exactness: verify.slow.test.ts.
import { describe, expect, test } from 'vitest'
import { exp, log, ndtriExp } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, expectWithin, type Numbers, numbers, oracle } from './oracles.ts'

const stored = oracle<{ ndtriExp: { x: Numbers; high: number[]; scipy: Numbers } }>('special').ndtriExp

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test('ndtriExp equals SciPy where that holds its digits', () => {
    use(engine)
    const { x, high, scipy } = stored
    const actual = ndtriExp(numbers(x))
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
