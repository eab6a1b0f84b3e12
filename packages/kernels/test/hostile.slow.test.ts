// Calls with whatever a caller may hand over: each succeeds, or says with a RangeError or TypeError what was wrong and what is allowed.
// None traps, hangs, keeps memory, or touches an array that is not its own.
import { afterAll, expect, test } from 'vitest'
import type { Backend } from '../dist/backend/backend.js'
import { ProgramBackend } from '../dist/backend/wasm.js'
import { configure } from '../dist/index.js'
import type { Definition } from '../dist/kernel/definition.js'
import { largestOf } from '../dist/verify/bounds.js'
import { all, bitDifference, difference, generator, makeCase, outputs, type TestKernel } from './cases.ts'
import { paintGuards, programEngine, referenceEngine, use } from './engines.ts'

afterAll(() => configure({ backend: 'wasm' }))

const { NaN: none, MAX_VALUE, MIN_VALUE, EPSILON, POSITIVE_INFINITY: infinity } = Number
const doubles = [
  none,
  infinity,
  -infinity,
  MAX_VALUE,
  -MAX_VALUE,
  1e308,
  -1e308,
  MIN_VALUE,
  -MIN_VALUE,
  1e-310,
  0,
  -0,
  1,
  -1,
  0.1,
  1e154,
  1e-154,
  1e16,
]
const scalars: readonly unknown[] = [
  ...[none, infinity, -infinity, 0, -0, -1, 0.5, 1, 2, 3, 7.000001, 1 - EPSILON / 2, MIN_VALUE, 1e-300, 1e308, -1e308],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 2 ** 63],
  ...['3', '', true, null, undefined, 3n, Symbol('3'), [3], {}, () => 3, new Date(3)],
]
const arrays: readonly unknown[] = [
  ...[undefined, null, 0, 'text', true, 3n, Symbol('x'), () => 1, {}, [], [[]], [1, 2], ['1'], new Map(), new Date(0)],
  ...[new Float64Array(0), Float32Array.of(1, 2), new Uint8Array(16), new ArrayBuffer(16), new DataView(new ArrayBuffer(16))],
  ...[{ length: 3 }, { values: [1], rows: 1, cols: 1 }, { values: Float64Array.of(1), rows: '1', cols: 1 }],
  ...[
    { values: Float64Array.of(1, 2), rows: 2 ** 31, cols: 2 ** -30 },
    { values: new Float64Array(0), rows: 0, cols: 2 ** 31 },
  ],
  ...[[Float64Array.of(1), Float64Array.of(1, 2)], [Float64Array.of(1), null], [{ length: -1 }], [{ length: 1e15 }]],
]

const BAND = 4
const PAINT = -6.2598534e18

/** The caller's arrays of one call, each with a painted band on either side, as subarrays of larger ones often lie. */
class Surroundings {
  readonly #laid: { whole: Float64Array; length: number }[] = []

  place(values: Float64Array): Float64Array {
    const whole = new Float64Array(values.length + 2 * BAND).fill(PAINT)
    whole.set(values, BAND)
    this.#laid.push({ whole, length: values.length })
    return whole.subarray(BAND, BAND + values.length)
  }

  get areIntact(): boolean {
    return this.#laid.every(({ whole, length }) => whole.every((value, i) => (i >= BAND && i < BAND + length) || value === PAINT))
  }
}

interface Attempt {
  first: unknown
  options: Record<string, unknown>
  /** Every right array of the call, and those over which an output was laid. */
  inputs: Float64Array[]
  overlaid: Set<Float64Array>
}

type Random = () => number
const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]

/** A right call of hostile numbers. */
function rightCall(definition: Definition, random: Random, around: Surroundings): Attempt {
  const mixed = random() < 0.7
  const fill = () => (mixed && random() < 0.5 ? random() * 4 - 2 : pick(doubles, random))
  const { first, options } = makeCase(definition, 1 + Math.floor(random() * 12), 1 + Math.floor(random() * 5), fill, random)
  const inputs: Float64Array[] = []
  const placed = (value: unknown, name = ''): unknown => {
    const arg = definition.args[name]
    const free = arg?.kind !== 'vector' || arg.min === undefined
    if (value instanceof Float64Array) return inputs[inputs.push(around.place(free && random() >= 0.7 ? value.map(fill) : value)) - 1]
    const shaped = value as { values?: Float64Array }
    return shaped.values instanceof Float64Array ? { ...shaped, values: inputs[inputs.push(around.place(shaped.values)) - 1] } : value
  }
  const named = Object.entries(options).map(([name, value]) => [name, placed(value, name)])
  return { first: placed(first), options: Object.fromEntries(named), inputs, overlaid: new Set() }
}

/** Replaces one argument, or adds an `out`. */
function spoil(attempt: Attempt, definition: Definition, random: Random, around: Surroundings): void {
  const names = [...Object.keys(definition.args), 'out', 'unheardOf']
  const name = pick(names, random)
  const arg = definition.args[name]
  if (name === 'out') giveOut(attempt, definition, random, around)
  else if (name === 'unheardOf') attempt.options[pick(['unheardOf', 'rows', '__proto__x', '0', names[0]], random)] = pick(scalars, random)
  else {
    const value = arg.kind === 'matrix' || arg.kind === 'vector' ? pick(arrays, random) : pick(scalars, random)
    if (name === names[0]) attempt.first = value
    else attempt.options[name] = value
  }
}

function giveOut(attempt: Attempt, { out }: Definition, random: Random, around: Surroundings): void {
  const one = (): unknown => {
    if (random() < 0.3) return pick(arrays, random)
    if (random() < 0.5) return around.place(new Float64Array(Math.floor(random() * 30)))
    const over = pick(attempt.inputs, random)
    attempt.overlaid.add(over)
    return over
  }
  if ('out' in out) attempt.options.out = one()
  else attempt.options.out = random() < 0.2 ? one() : Object.fromEntries(Object.keys(out).map((name) => [name, one()]))
}

const ALLOWS = /\b(allowed|required|takes|needs|needed)\b|at least/

/** Makes one call and says what is wrong with how it went. */
function verdictOf(kernel: TestKernel, random: Random, spoils: number): string | undefined {
  const { definition } = kernel
  const around = new Surroundings()
  const attempt = rightCall(definition, random, around)
  for (let i = 0; i < spoils; i++) spoil(attempt, definition, random, around)
  const before = attempt.inputs.map((values) => values.slice())
  try {
    kernel(attempt.first, attempt.options)
  } catch (error) {
    if (spoils === 0) return `refused a right call: ${error}`
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) return `threw ${error}`
    const names = [...Object.keys(definition.args), ...Object.keys(definition.out), 'out', definition.name]
    if (!names.some((name) => error.message.includes(name)) || !ALLOWS.test(error.message))
      return `threw without saying what is allowed: ${error.stack}`
  }
  if (!around.areIntact) return 'wrote beside an array of the caller'
  const changed = attempt.inputs.findIndex((values, i) => !attempt.overlaid.has(values) && bitDifference(values, before[i]))
  return changed < 0 ? undefined : `changed its input ${changed}`
}

function attack(engine: Backend, calls: number, seed: number): void {
  use(engine)
  if (engine instanceof ProgramBackend) paintGuards(engine)
  // The team's control block is taken with its first call, and stays.
  const mean = all.find(({ definition }) => definition.name === 'mean') as TestKernel
  mean(new Float64Array(4))
  const used = engine instanceof ProgramBackend ? engine.arena.usedBytes : 0
  const random = generator(seed)
  for (let turn = 0; turn < calls; turn++) {
    const kernel = all[turn % all.length]
    const wrong = verdictOf(kernel, random, [0, 1, 1, 2][Math.floor(turn / all.length) % 4])
    if (wrong) expect.fail(`call ${turn} of seed ${seed}, ${kernel.definition.name}: ${wrong}`)
  }
  if (engine instanceof ProgramBackend) expect(engine.arena.usedBytes).toBe(used)
  engine.close()
}

test('a hundred thousand hostile calls of the program succeed or are refused by name', () => attack(programEngine(1), 100_000, 11))
test('twenty thousand hostile calls of the reference succeed or are refused by name', () => attack(referenceEngine(), 20_000, 12))
test('a thousand hostile calls of a team succeed or are refused by name', () => attack(programEngine(2), 1000, 13))

const [program, reference] = [programEngine(1), referenceEngine()]

/** Kernels whose results grow with the square of their input. */
const quadratic = new Set(['covariance', 'powerSpectrum', 'bandEnergy', 'welch', 'rollingSpectralEnergy'])

/**
 * Beside the bound of the definition: what is left of huge values that cancel is a rounding of theirs, on each engine another one. Where that
 * rounding is beyond the doubles itself (squares of values above 1e154), engines may differ between an infinity and NaN.
 */
function isCancelled(actual: Float64Array, expected: Float64Array, { name, equals }: Definition, inputs: readonly Float64Array[]): boolean {
  const largest = Math.max(...inputs.map(largestOf))
  const rounding = equals.kind === 'relative' ? 1e-14 * largest * (quadratic.has(name) ? largest : 1) : 0
  if (rounding === Number.POSITIVE_INFINITY) return true
  return expected.every((value, i) => Object.is(actual[i] + 0, value + 0) || Math.abs(actual[i] - value) <= rounding)
}

test.each(all.map((kernel) => [kernel.definition.name, kernel] as const))('%s agrees with its reference on hostile numbers', (_, kernel) => {
  const random = generator(21)
  const attempts = Array.from({ length: 500 }, () => rightCall(kernel.definition, random, new Surroundings()))
  const [actual, expected] = [program, reference].map((engine) => {
    use(engine)
    return attempts.map(({ first, options }) => outputs(kernel(first, options)))
  })
  for (const [i, { inputs, options }] of attempts.entries())
    for (const [name, values] of Object.entries(expected[i])) {
      const wrong = difference(actual[i][name], values, kernel.definition)
      if (wrong && !isCancelled(actual[i][name], values, kernel.definition, inputs))
        expect.fail(`${name}: ${wrong} of ${inputs.map((one) => [...one]).join(' | ')}, ${JSON.stringify(options)}`)
    }
})

test.each(all.map((kernel) => [kernel.definition.name, kernel] as const))('%s gives the same into an array that it reads', (_, kernel) => {
  const names = Object.keys(kernel.definition.out)
  for (const engine of [program, reference]) {
    use(engine)
    const { first, options } = makeCase(kernel.definition, 6, 6, (random) => random() - 0.5, generator(3), { window: 3, minPeriods: 1, kept: 2 })
    const values = first instanceof Float64Array ? first : (first as { values: Float64Array }).values
    const expected = outputs(kernel(first, options))
    const name = names.find((key) => expected[key].length <= values.length)
    if (!name) continue
    const out = values.subarray(0, expected[name].length)
    const actual = outputs(kernel(first, { ...options, out: name === 'out' && names.length === 1 ? out : { [name]: out } }))
    for (const key of names) expect(bitDifference(actual[key], expected[key]), `${engine.name} ${key}`).toBeUndefined()
    expect(actual[name].buffer).toBe(values.buffer)
  }
})
