// Skewness and kurtosis against exactly computed values, and against pandas where pandas holds its digits: oracle/rolling_shape.py made both.
import { describe, expect, test } from 'vitest'
import { rollingKurt, rollingSkew, rollingSkewKurt } from '../dist/index.js'
import { use } from './engines.ts'
import { engines, expectWithin, type Numbers, numbers, oracle } from './oracles.ts'

interface ShapeCase {
  kernel: 'rollingSkew' | 'rollingKurt'
  input: string
  window: number
  minPeriods: number
  exact: Numbers
  unit: Numbers
  pandas?: Numbers
}
const { inputs, cases } = oracle<{ inputs: Record<string, Numbers>; cases: ShapeCase[] }>('rolling_shape')
const kernels = { rollingSkew, rollingKurt }

/** In the units of the oracle; measured 1.4e-14 (program), 8.6e-15 (reference). Derived: 40 · window · 2^-53, 7.5e-14 at 17. */
const LIMIT = 2e-14
/** At window 4 pandas is off by 3e-11 on plain noise, and is not asked. */
const PANDAS_LIMIT = 1e-12

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each(Object.keys(kernels) as (keyof typeof kernels)[])('%s is exact to its bound, and equal to pandas where that is', (kernel) => {
    use(engine)
    for (const { input, window, minPeriods, exact, unit, pandas } of cases.filter((c) => c.kernel === kernel)) {
      const actual = kernels[kernel](numbers(inputs[input]), { window, minPeriods })
      const where = `${kernel} ${input}, window ${window}`
      expectWithin(LIMIT, actual, exact, (row) => unit[row] as number, where)
      if (pandas) expectWithin(PANDAS_LIMIT, actual, pandas, (row) => unit[row] ?? 1, `${where}, pandas`)
    }
  })

  test.each(Object.keys(inputs))('rollingSkewKurt is rollingSkew and rollingKurt side by side, bit for bit: %s', (input) => {
    use(engine)
    const x = numbers(inputs[input])
    for (const window of [2, 3, 4, 16, 65])
      for (const minPeriods of [1, window]) {
        const both = rollingSkewKurt(x, { window, minPeriods })
        expect([...both]).toEqual([...rollingSkew(x, { window, minPeriods }), ...rollingKurt(x, { window, minPeriods })])
      }
  })

  test('a constant window has neither', () => {
    use(engine)
    for (const value of [0, -0, 0.1, 1e15 + 0.3, 5e-324, -1e300])
      for (const window of [5, 80]) expect(rollingSkewKurt(new Float64Array(300).fill(value), { window }).every(Number.isNaN)).toBe(true)
  })
})
