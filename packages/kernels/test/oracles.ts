// What the tests against stored values share: the values of oracle/<family>.json, and the three engines.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { programEngine, referenceEngine } from './engines.ts'

/** Numbers as JSON holds them: null stands for NaN. */
export type Numbers = readonly (number | null)[]
export interface OracleMatrix {
  readonly rows: number
  readonly cols: number
  readonly values: Numbers
}

export const EPSILON = 2 ** -53
export const engines = { wasm: programEngine(1), 'wasm-threads': programEngine(2), reference: referenceEngine() }

export const oracle = <T>(family: string): T => JSON.parse(readFileSync(join(import.meta.dirname, `../../../oracle/${family}.json`), 'utf8'))
export const numbers = (values: Numbers): Float64Array => Float64Array.from(values, (v) => v ?? Number.NaN)
export const matrixOf = ({ rows, cols, values }: OracleMatrix) => ({ rows, cols, values: numbers(values) })
export const largestOf = (values: Iterable<number>): number => {
  let largest = 0
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value))
  return largest
}

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

function errorOf(actual: number, expected: number, unit: number): number {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return 0
  const error = Math.abs(actual - expected) / unit
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}
