// Arguments made from definitions, so that every kernel meets the same battery without a line of its own.

import * as kernels from '../dist/index.js'
import { evaluate } from '../dist/kernel/arguments.js'
import type { Definition, Dim, ScalarArg, VectorArg } from '../dist/kernel/definition.js'

export interface TestKernel {
  (first: unknown, options?: Record<string, unknown>): Float64Array | Record<string, Float64Array>
  definition: Definition
}
export const all: TestKernel[] = Object.values(kernels).filter((value) => (value as Partial<TestKernel>)?.definition) as unknown as TestKernel[]

/** xorshift32: tests repeat on every machine. */
export function generator(seed: number): () => number {
  let state = (seed * 2654435761) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

export type Filling = (random: () => number, index: number) => number

/** What sensors really write: noise, ties, offsets, gaps, infinities, signed zeros, constants. */
export const fillings: Record<string, Filling> = {
  noise: (random) => random() * 2 - 1,
  ties: (random) => Math.floor(random() * 4),
  offset: (random) => 1e9 + random(),
  gaps: (random) => (random() < 0.3 ? [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][Math.floor(random() * 3)] : random() - 0.5),
  constant: () => 3.7,
  zeros: (random) => (random() < 0.5 ? -0 : 0),
  missing: () => Number.NaN,
}

export interface Case {
  first: unknown
  options: Record<string, unknown>
}

const symmetric = (values: Float64Array, n: number): void => {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) values[j * n + i] = values[i * n + j]
}

/** A matrix with a diagonal that outweighs its rows is positive definite. */
const outweigh = (values: Float64Array, n: number): void => {
  const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
  for (let i = 0; i < n; i++) values[i * n + i] = n * largest + Math.abs(values[i * n + i])
}

/** Sizes beside rows and cols are drawn, so that none stands in for another. */
const otherSize = (rows: number, random: () => number): number => 1 + Math.floor(random() * Math.min(rows, 600))

/** Arguments of the given sizes; scalars are taken from `scalars`, else drawn from their range (capped at `rows` + 2). */
export function makeCase(
  { args, name }: Definition,
  rows: number,
  cols: number,
  filling: Filling,
  random: () => number,
  scalars: Record<string, number> = {},
): Case {
  const numbers: Record<string, number> = {}
  const sizeOf = (dim: string): number => (dim === 'rows' ? rows : dim === 'cols' ? cols : otherSize(rows, random))
  const values: unknown[] = Object.entries(args).map(([key, arg]) => {
    if (arg.kind === 'matrix') {
      numbers[arg.rows] ??= arg.rows === arg.cols ? cols : sizeOf(arg.rows)
      numbers[arg.cols] ??= sizeOf(arg.cols)
      const data = Float64Array.from({ length: numbers[arg.rows] * numbers[arg.cols] }, (_, i) => filling(random, i))
      if (name === 'eigh') symmetric(data, numbers[arg.rows])
      if (name === 'cholesky') outweigh(data, numbers[arg.rows])
      return { values: data, rows: numbers[arg.rows], cols: numbers[arg.cols] }
    }
    if (arg.kind === 'vector') return Float64Array.from({ length: lengthOf(arg.length, rows, numbers) }, () => drawElement(arg, random))
    // Vectors hold 0.5 … 1.5: as edges of bands they lie within 0 … fs/2 of these rates.
    numbers[key] = scalars[key] ?? (key === 'fs' ? 1 + 2 * random() : drawScalar(key, arg, rows, numbers, random))
    return numbers[key]
  })
  const [, ...names] = Object.keys(args)
  return { first: values[0], options: Object.fromEntries(names.map((key, i) => [key, values[i + 1]])) }
}

/** Of what is only repeated, a few say as much as many; the plain reference pays for each. */
const most: Record<string, number> = {
  nInit: 3,
  batchSize: 20,
  maxBatches: 12,
  lags: 4,
  maxIterations: 4,
  k: 9,
  clusters: 9,
  minComponents: 2,
  maxComponents: 3,
  trees: 3,
  draws: 4,
  paths: 5,
  horizon: 40,
}

/** From half to three halves, or from anywhere in the allowed range, its ends in turn too. */
function drawElement({ min, max }: VectorArg, random: () => number): number {
  if (min === undefined || max === undefined) return random() + 0.5
  return Math.min(max, Math.max(min, min + (max - min) * (random() * 1.2 - 0.1)))
}

function lengthOf(length: Dim, rows: number, numbers: Record<string, number>): number {
  if (typeof length === 'string') numbers[length] ??= length === 'bands' ? 3 : (most[length] ?? rows)
  return evaluate(length, numbers)
}

function drawScalar(name: string, arg: ScalarArg, rows: number, numbers: Record<string, number>, random: () => number): number {
  const low = evaluate(arg.min, numbers)
  const usual = name in most ? most[name] : arg.kind === 'int' ? rows + 2 : 1e6
  const high = Math.min(evaluate(arg.max, numbers), Math.max(low, usual))
  return arg.kind === 'int' ? low + Math.floor(random() * (high - low + 1)) : Math.max(low, low + (high - low) * random())
}

/** Keeps only the scalars a kernel takes. */
export const relevant = ({ definition }: TestKernel, scalars: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(scalars).filter(([name]) => name in definition.args))

const sizes = [
  { rows: 3001, cols: 7, scalars: { window: 16, minPeriods: 8, lags: 5 } },
  { rows: 2500, cols: 2, scalars: { window: 300, minPeriods: 1, lags: 4 } },
  { rows: 5000, cols: 1, scalars: { window: 64, minPeriods: 64, lags: 3 } },
]

/** Sizes at which teams really share work; the plain meaning of what meets every pair of rows takes its time. */
export function* conformanceCases(kernel: TestKernel): Generator<{ label: string; made: Case }> {
  const { per } = kernel.definition.cost
  const pairs = Array.isArray(per) && per.filter((size) => size === 'rows').length > 1
  const square = Object.values(kernel.definition.args).some((arg) => arg.kind === 'matrix' && arg.rows === arg.cols)
  for (const size of sizes)
    for (const filling of ['noise', 'gaps']) {
      const rows = square ? 60 : pairs ? Math.floor(size.rows / 6) : size.rows
      const cols = square ? 60 + size.cols : size.cols
      const made = makeCase(kernel.definition, rows, cols, fillings[filling], generator(size.rows), relevant(kernel, size.scalars))
      yield { label: `${filling} ${size.rows} × ${size.cols}`, made }
    }
}

export const outputs = (result: Float64Array | Record<string, Float64Array>): Record<string, Float64Array> =>
  result instanceof Float64Array ? { out: result } : result

const bytesOf = (values: Float64Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength)

/** Where two results differ in their bits, or undefined. */
export function bitDifference(a: Float64Array, b: Float64Array): string | undefined {
  if (a.length !== b.length) return `lengths ${a.length} and ${b.length}`
  const [x, y] = [bytesOf(a), bytesOf(b)]
  if (x.equals(y)) return undefined
  const at = x.findIndex((byte, i) => byte !== y[i]) >> 3
  return `[${at}] ${a[at]} and ${b[at]}`
}

const arraysOf = ({ first, options }: Case): Float64Array[] =>
  [first, ...Object.values(options)].flatMap((value) => {
    const values = (value as { values?: unknown })?.values ?? value
    return values instanceof Float64Array ? [values] : []
  })

/** The arrays of a case as they are, and whether they are still so. */
export function keep(made: Case): () => boolean {
  const arrays = arraysOf(made)
  const before = arrays.map((values) => values.slice())
  return () => arrays.every((values, i) => bitDifference(values, before[i]) === undefined)
}

/** Where `actual` departs from `expected`, one of the outputs `together`, by more than the definition's precision family allows, or undefined. */
export function difference(
  actual: Float64Array,
  expected: Float64Array,
  { equals }: Definition,
  together: Record<string, Float64Array> = {},
): string | undefined {
  let largest = 0
  const units = equals.kind === 'relative' && equals.joint ? Object.values(together) : [expected]
  for (const unit of units) for (const value of unit) if (Math.abs(value) > largest && Number.isFinite(value)) largest = Math.abs(value)
  const floor = equals.kind === 'relative' ? Math.max((equals.floor ?? 1e-14) * largest, equals.tolerance * (equals.least ?? 0)) : 0
  const relativeTolerance = equals.kind === 'relative' ? equals.tolerance : equals.kind === 'ulp' ? equals.ulps * 2 ** -52 : 0
  for (let i = 0; i < expected.length; i++) {
    const same = actual[i] === expected[i] || (Number.isNaN(actual[i]) && Number.isNaN(expected[i]))
    if (!same && !(Math.abs(actual[i] - expected[i]) <= relativeTolerance * Math.abs(expected[i]) + floor))
      return `[${i}] ${actual[i]}, expected ${expected[i]}`
  }
  return undefined
}
