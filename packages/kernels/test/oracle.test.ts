// Held against exactly computed values, and against pandas where pandas is well conditioned: oracle/rolling.py made both.
import { describe, expect, test } from 'vitest'
import { all } from './cases.ts'
import { use } from './engines.ts'
import { engines, type Numbers, numbers, oracle } from './oracles.ts'

interface PandasCase {
  kernel: string
  input: string
  window: number
  minPeriods: number
  q?: number
  pandas?: Numbers
}
interface EwmaCase {
  input: string
  alpha: number
  exact: Numbers
  pandas: Numbers
}
const rolling = oracle<{ inputs: Record<string, Numbers>; cases: PandasCase[]; ewma: EwmaCase[] }>('rolling')
const input = (name: string): Float64Array => numbers(rolling.inputs[name])

/** Exactness to the bound is held by verify.slow.test.ts. */
describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each([...new Set(rolling.cases.map((c) => c.kernel))])('%s is equal to pandas where that is well conditioned', (kernel) => {
    const run = all.find((k) => k.definition.name === kernel) as (typeof all)[number]
    use(engine)
    for (const { kernel: _, input: name, pandas, ...stored } of rolling.cases.filter((c) => c.kernel === kernel)) {
      const options = Object.fromEntries(Object.entries(stored).filter(([key]) => key in run.definition.args))
      const actual = pandas && (run(input(name), options) as Float64Array)
      pandas?.forEach((value, row) => {
        const where = `${name}, window ${stored.window}, row ${row}: ${actual?.[row]}, pandas ${value}`
        if (value === null) expect(actual?.[row], where).toBeNaN()
        else expect(Math.abs((actual?.[row] ?? Number.NaN) - value), where).toBeLessThanOrEqual(1e-12 * Math.abs(value) + 1e-14)
      })
    }
  })
})

test('the standard deviation of a constant window is exactly 0', () => {
  for (const engine of Object.values(engines)) {
    use(engine)
    const std = all.find((k) => k.definition.name === 'rollingStd') as (typeof all)[number]
    for (const value of [0.1, 1e15 + 0.3, 5e-324, -1e300]) {
      const out = std(new Float64Array(50).fill(value), { window: 7 }) as Float64Array
      expect(
        [...out.subarray(6)].every((v) => v === 0),
        String(value),
      ).toBe(true)
    }
  }
})

test.each(Object.entries(engines))('ewma is pandas’ recursion, on %s', (_, engine) => {
  use(engine)
  const ewma = all.find((k) => k.definition.name === 'ewma') as (typeof all)[number]
  for (const { input: name, alpha, exact, pandas } of rolling.ewma) {
    const actual = ewma(input(name), { alpha }) as Float64Array
    for (const expected of [exact, pandas])
      expected.forEach((value, row) => {
        if (value === null) expect(actual[row], `${name} ${row}`).toBeNaN()
        else expect(Math.abs(actual[row] - value), `${name} ${row}`).toBeLessThanOrEqual(1e-12 * Math.abs(value) + 1e-14)
      })
  }
})

test.each([
  ['rollingMeanStd', 'rollingMean', 'rollingStd'],
  ['rollingMinMax', 'rollingMin', 'rollingMax'],
])('%s is %s and %s side by side, bit for bit', (both, ...halves) => {
  use(engines.wasm)
  const run = (name: string) =>
    (all.find((k) => k.definition.name === name) as (typeof all)[number])(input('gaps'), { window: 16, minPeriods: 4 }) as Float64Array
  const rows = input('gaps').length
  for (const [part, half] of halves.entries()) expect(run(both).slice(part * rows, (part + 1) * rows)).toEqual(run(half))
})
