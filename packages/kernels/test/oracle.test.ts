// Held against exactly computed values, and against pandas where pandas is well conditioned: oracle/rolling.py made both.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { all } from './cases.ts'
import { programEngine, referenceEngine, use } from './engines.ts'

interface OracleCase {
  kernel: string
  input: string
  window: number
  minPeriods: number
  exact: (number | null)[]
  pandas?: (number | null)[]
}
const oracle: { inputs: Record<string, (number | null)[]>; cases: OracleCase[]; ewma: (OracleCase & { alpha: number })[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../oracle/rolling.json'), 'utf8'),
)
const EPSILON = 2 ** -52
const input = (name: string): Float64Array => Float64Array.from(oracle.inputs[name], (v) => v ?? Number.NaN)

/** What a window's magnitudes allow its sum to be off by: n additions, each half a unit in the last place of what is added up. */
function magnitude(x: Float64Array, row: number, window: number): number {
  let sum = 0
  for (let i = Math.max(0, row - window + 1); i <= row; i++) sum += Number.isFinite(x[i]) ? Math.abs(x[i]) : 0
  return sum
}

/** The derived bound of each kernel at one row; order statistics have none to spare (a quantile's interpolation rounds twice). */
function bound(kernel: string, x: Float64Array, row: number, window: number, exact: number): number {
  const tiny = Number.MIN_VALUE
  if (kernel === 'rollingSum') return window * EPSILON * magnitude(x, row, window) + tiny
  if (kernel === 'rollingMean') return EPSILON * magnitude(x, row, window) + tiny
  if (kernel === 'rollingStd') return 1e-12 * Math.abs(exact) + 4 * tiny
  if (kernel === 'rollingVar') return 2e-12 * Math.abs(exact) + 4 * tiny
  if (kernel === 'rollingQuantile') return 4 * EPSILON * magnitude(x, row, window) + tiny
  if (kernel === 'rollingMad') return 2 * EPSILON * Math.abs(exact) + (EPSILON * magnitude(x, row, window)) / 4 + tiny
  return 0
}

const engines = { wasm: programEngine(1), 'wasm-threads': programEngine(2), reference: referenceEngine() }

describe.each(Object.entries(engines))('%s', (_, engine) => {
  test.each([...new Set(oracle.cases.map((c) => c.kernel))])('%s is exact to its bound, and equal to pandas where that is', (kernel) => {
    const run = all.find((k) => k.definition.name === kernel) as (typeof all)[number]
    use(engine)
    for (const { input: name, window, minPeriods, exact, pandas } of oracle.cases.filter((c) => c.kernel === kernel)) {
      const x = input(name)
      const actual = run(x, { window, minPeriods, ...('q' in run.definition.args && { q: 0.3 }) }) as Float64Array
      exact.forEach((value, row) => {
        const where = `${name}, window ${window}, row ${row}: ${actual[row]}, exactly ${value}`
        if (value === null) expect(actual[row], where).toBeNaN()
        else expect(Math.abs(actual[row] - value), where).toBeLessThanOrEqual(bound(kernel, x, row, window, value))
      })
      pandas?.forEach((value, row) => {
        const where = `${name}, window ${window}, row ${row}: ${actual[row]}, pandas ${value}`
        if (value === null) expect(actual[row], where).toBeNaN()
        else expect(Math.abs(actual[row] - value), where).toBeLessThanOrEqual(1e-12 * Math.abs(value) + 1e-14)
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
  for (const { input: name, alpha, exact, pandas } of oracle.ewma) {
    const actual = ewma(input(name), { alpha }) as Float64Array
    for (const expected of [exact, pandas ?? []])
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
