// Where pandas loses digits, the kernels hold them: oracle/parity.py made the values, docs/kernels/parity.md tells them.
import { describe, expect, test } from 'vitest'
import { ewma, rollingCorr, rollingMean, rollingMeanStd, rollingSkewKurt, rollingStd } from '../dist/index.js'
import { use } from './engines.ts'
import { EPSILON, engines, expectWithin, largestOf, type Numbers, numbers, oracle } from './oracles.ts'

interface RollingCase {
  input: string
  x: Numbers
  mean: Numbers
  std: Numbers
  pandas: Record<'mean' | 'std', number | 'infinite'>
}
interface EwmaCase {
  alpha: number
  x: Numbers
  ewma: Numbers
  pandas: number
}
interface ShapeCase {
  input: string
  skew: Numbers
  kurt: Numbers
  corr: Numbers
  pandas: Record<'skew' | 'kurt' | 'corr', number | 'infinite'>
}
interface Parity {
  window: number
  rolling: RollingCase[]
  shape: { y: Numbers; cases: ShapeCase[] }
  ewma: EwmaCase[]
}
const { window, ...cases } = oracle<Parity>('parity')

/** Largest |x| of each trailing window: a mean may be off by roundings of what is added up, however small it is itself. */
const magnitudes = (x: Float64Array): Float64Array => x.map((_, row) => largestOf(x.subarray(Math.max(row - window + 1, 0), row + 1)))

/** Relative; measured 4.6e-15. Derived: 1.5 · window² · 2^-53 = 4.3e-14. */
const STD_LIMIT = 1e-14
/** In roundings (2^-53) of the window's largest |x|; derived: 2·⌈log₂ window⌉ + 1. */
const MEAN_LIMIT = 9
/** Of the value or 1, whichever is larger; measured 6.4e-15 (program), 6.2e-15 (reference). Derived: 40 · window · 2^-53 of the kurtosis before 3 is subtracted. */
const SHAPE_LIMIT = 1e-14

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(cases.rolling)('rollingMean and rollingStd: $input', ({ input, x, mean, std }) => {
    use(engine)
    const values = numbers(x)
    const largest = magnitudes(values)
    const means = rollingMean(values, { window })
    const stds = rollingStd(values, { window })
    expectWithin(MEAN_LIMIT, means, mean, (row) => EPSILON * largest[row], `mean of ${input}`)
    expectWithin(STD_LIMIT, stds, std, (row) => Math.abs(std[row] as number), `std of ${input}`)
    expect([...rollingMeanStd(values, { window })]).toEqual([...means, ...stds])
  })

  test.each(cases.shape.cases)('rollingSkewKurt and rollingCorr: $input', ({ input, skew, kurt, corr }) => {
    use(engine)
    const x = numbers(cases.rolling.find((c) => c.input === input)?.x as Numbers)
    const shapes = [...skew, ...kurt]
    expectWithin(SHAPE_LIMIT, rollingSkewKurt(x, { window }), shapes, (row) => Math.max(Math.abs(shapes[row] as number), 1), `shape of ${input}`)
    expectWithin(SHAPE_LIMIT, rollingCorr(x, { y: numbers(cases.shape.y), window }), corr, () => 1, `corr of ${input}`)
  })

  test.each(cases.ewma)('ewma after gaps, alpha $alpha', ({ alpha, x, ewma: expected }) => {
    use(engine)
    const values = numbers(x)
    const unit = EPSILON * largestOf(values)
    expectWithin(3 / alpha, ewma(values, { alpha }), expected, () => unit, `alpha ${alpha}`)
  })
})

test('pandas as recorded departs where the docs say so, and nowhere else', () => {
  const off = cases.rolling.filter(({ pandas: { std } }) => std === 'infinite' || std > 1e-9).map(({ input }) => input)
  expect(off).not.toContain('1e17 passes')
  expect(off).toHaveLength(cases.rolling.length - 1)
  const wrong = (key: 'skew' | 'kurt' | 'corr') =>
    cases.shape.cases.filter(({ pandas }) => pandas[key] === 'infinite' || pandas[key] > 1e-9).map(({ input }) => input)
  expect(wrong('skew')).toEqual(wrong('kurt'))
  expect(wrong('skew')).toEqual(['1e300, 1e18 and -1e15 pass', 'near 1.7e308'])
  expect(wrong('corr')).toEqual(['16 decades', '1e17 and -3e11 pass 500 + N(0, 1)', ...wrong('skew')])
  expect(cases.ewma.filter(({ pandas }) => pandas > 1e-12).map(({ alpha }) => alpha)).toEqual([0.5])
})
