// What the tests against stored values share: the values of oracle/<family>.json, and the three engines.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { errorOf } from '../dist/verify/bounds.js'
import { type Numbers, numbers } from '../dist/verify/values.js'
import { programEngine, referenceEngine } from './engines.ts'

export { EPSILON, largestOf } from '../dist/verify/bounds.js'
export { type Numbers, numbers } from '../dist/verify/values.js'
export interface OracleMatrix {
  readonly rows: number
  readonly cols: number
  readonly values: Numbers
}

export const engines = { wasm: programEngine(1), 'wasm-threads': programEngine(2), reference: referenceEngine() }

export const oracle = <T>(family: string): T => JSON.parse(readFileSync(join(import.meta.dirname, `../../../oracle/${family}.json`), 'utf8'))
export const matrixOf = ({ rows, cols, values }: OracleMatrix) => ({ rows, cols, values: numbers(values) })
/** The largest error in units of `unit` (infinite where only one side is NaN), and where it stands; held to `limit`. */
export function expectWithin(
  limit: number,
  actual: Float64Array,
  expected: Numbers | Float64Array,
  unit: (index: number) => number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length)
  let largest = 0
  let at = 0
  for (let i = 0; i < actual.length; i++) {
    const error = errorOf(actual[i], expected[i] ?? Number.NaN, unit(i))
    if (error <= largest) continue
    largest = error
    at = i
  }
  expect(largest, `${what}[${at}]: ${actual[at]}, expected ${expected[at]}`).toBeLessThanOrEqual(limit)
}
