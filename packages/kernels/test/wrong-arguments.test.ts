// Every wrong argument of every kernel, made from its definition: refused before any work, naming what was wrong and what is allowed.
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { configure, matrix } from '../dist/index.js'
import { evaluate } from '../dist/kernel/arguments.js'
import type { Arg, Definition, ScalarArg } from '../dist/kernel/definition.js'
import { all, type Case, fillings, generator, makeCase, outputs, type TestKernel } from './cases.ts'

configure({ backend: 'wasm' })
afterAll(() => configure({ backend: 'wasm' }))

const ROWS = 12
const COLS = 3
const valid = (definition: Definition): Case => makeCase(definition, ROWS, COLS, fillings.noise, generator(5))

/** The valid call with one argument replaced. */
function withArgument({ definition }: TestKernel, name: string, value: unknown): Case {
  const made = valid(definition)
  if (name === Object.keys(definition.args)[0]) return { ...made, first: value }
  return { ...made, options: { ...made.options, [name]: value } }
}

/** Sizes and scalars of the valid call by name. */
function sizesOf({ args }: Definition, { first, options }: Case): Record<string, number> {
  const found: Record<string, number> = {}
  for (const [i, [name, arg]] of Object.entries(args).entries()) {
    const value = (i === 0 ? first : options[name]) as { rows: number; cols: number; length: number } & number
    if (arg.kind === 'matrix') Object.assign(found, { [arg.rows]: value.rows, [arg.cols]: value.cols })
    else if (arg.kind === 'vector' && typeof arg.length === 'string') found[arg.length] = value.length
    else found[name] = value
  }
  return found
}

type Wrong = readonly [value: unknown, error: typeof RangeError | typeof TypeError, message: RegExp]
const data = (length: number): Float64Array => new Float64Array(length).fill(1)

const notArrays: readonly Wrong[] = [
  [undefined, TypeError, /is undefined; .*required$/],
  [null, TypeError, /is null; .*required$/],
  ['1,2', TypeError, /is the text "1,2"; .*required$/],
  [7, TypeError, /is number 7; .*required$/],
  [Symbol('x'), TypeError, /is symbol Symbol\(x\); .*required$/],
  [Float32Array.of(1, 2), TypeError, /is Float32Array; .*required$/],
  [new Date(0), TypeError, /is Date; .*required$/],
  [Object.create(null), TypeError, /is an object; .*required$/],
]

/** A size that another argument has bound already is required as that. */
const none = /has 0 \w+; (at least 1 |\d+ are required)/

function wrongMatrices(name: string): Wrong[] {
  return [
    ...notArrays,
    [[], RangeError, none],
    [[[1, 2]], TypeError, new RegExp(`column 0 of ${name} is Array; a Float64Array is required`)],
    [[{ length: 1e12 }], TypeError, new RegExp(`column 0 of ${name} is Object; a Float64Array is required`)],
    [[data(2), null], TypeError, new RegExp(`column 1 of ${name} is null; a Float64Array is required`)],
    [[data(2), data(3)], RangeError, new RegExp(`column 1 of ${name} has 3 rows; 2 are required`)],
    [new Float64Array(0), RangeError, none],
    [{ values: data(6), rows: 2, cols: 2 }, RangeError, /has 6 values; rows × cols = 2 × 2 needs 4/],
    [{ values: data(6), rows: -2, cols: -3 }, RangeError, /\.rows was -2; a whole number from 1 is required/],
    [{ values: data(6), rows: 1.5, cols: 4 }, RangeError, /\.rows was 1\.5; a whole number from 1 is required/],
    [{ values: data(6), rows: 2 }, TypeError, /\.cols was undefined; a whole number from 1 is required/],
    [{ values: data(6), rows: 2n, cols: Symbol('3') }, TypeError, /\.rows was bigint 2; a whole number from 1 is required/],
    [{ values: [1, 2], rows: 1, cols: 2 }, TypeError, /required$/],
    [{ values: data(0), rows: 0, cols: 3 }, RangeError, none],
  ]
}

function wrongVectors(arg: Arg & { kind: 'vector' }, sizes: Record<string, number>): Wrong[] {
  const wrong: Wrong[] = [...notArrays, [[1, '2'], TypeError, /is Array; a Float64Array is required/]]
  if (typeof arg.length === 'string' && !(arg.length in sizes)) return [...wrong, [data(0), RangeError, /has 0 \w+; at least 1 /]]
  return [...wrong, ...[-1, 1].map((step): Wrong => [data(evaluate(arg.length, sizes) + step), RangeError, /has \d+ \w+; .*\d+ are required/])]
}

function wrongScalars(arg: ScalarArg, sizes: Record<string, number>): Wrong[] {
  const [min, max] = [evaluate(arg.min, sizes), evaluate(arg.max, sizes)]
  const range = `; a ${arg.kind === 'int' ? 'whole' : 'finite'} number from .* to .* is allowed`
  const number = (value: number): Wrong => [value, RangeError, new RegExp(`was ${String(value).replace(/[+.]/g, '\\$&')}${range}$`)]
  const beyond = arg.kind === 'int' ? [min - 1, max + 1, min + 0.5, 2 ** 53] : [min - Math.max(1, Math.abs(min)), max * 2 + 1]
  return [
    ...[...beyond, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e308].map(number),
    ...(arg.default === undefined ? [[undefined, TypeError, new RegExp(`was not given${range}`)] as const] : []),
    [null, TypeError, new RegExp(`was null${range}`)],
    ['3', TypeError, new RegExp(`was the text "3"${range}`)],
    [true, TypeError, new RegExp(`was boolean true${range}`)],
    [3n, TypeError, new RegExp(`was bigint 3${range}`)],
    [[3], TypeError, new RegExp(`was Array${range}`)],
    [Symbol('3'), TypeError, new RegExp(`was symbol Symbol\\(3\\)${range}`)],
  ]
}

function wrongOf(kernel: TestKernel, name: string, arg: Arg): readonly Wrong[] {
  if (arg.kind === 'matrix') return wrongMatrices(name)
  const made = valid(kernel.definition)
  const before = Object.fromEntries(Object.entries(kernel.definition.args).slice(0, Object.keys(kernel.definition.args).indexOf(name)))
  const sizes = sizesOf({ ...kernel.definition, args: before }, made)
  return arg.kind === 'vector' ? wrongVectors(arg, sizes) : wrongScalars(arg, sizes)
}

function expectRefused(call: () => unknown, [value, type, message]: Wrong, name: string): void {
  let thrown: unknown
  try {
    call()
  } catch (error) {
    thrown = error
  }
  const what = `${name} = ${inspect(value)}`
  expect(thrown, what).toBeInstanceOf(type)
  expect((thrown as Error).message, what).toMatch(message)
  expect((thrown as Error).message, what).toContain(name)
}

const named = all.map((kernel) => [kernel.definition.name, kernel] as const)

describe.each(named)('%s', (kernelName, kernel) => {
  test.each(Object.entries(kernel.definition.args))('refuses every wrong %s', (name, arg) => {
    for (const wrong of wrongOf(kernel, name, arg)) {
      const { first, options } = withArgument(kernel, name, wrong[0])
      expectRefused(() => kernel(first, options), wrong, name)
    }
  })

  test('refuses arguments it does not take, and options that are none', () => {
    const { first, options } = valid(kernel.definition)
    expect(() => kernel(first, { ...options, widnow: 3 })).toThrow(new RegExp(`^${kernelName} has no argument "widnow"; it takes .*out$`))
    for (const [given, text] of [
      [null, 'null'],
      [3, 'number 3'],
      ['x', 'the text "x"'],
    ] as const)
      expect(() => kernel(first, given as never)).toThrow(new TypeError(`options of ${kernelName} is ${text}; an object is required`))
  })

  test('refuses a wrong out', () => {
    const { first, options } = valid(kernel.definition)
    const right = outputs(kernel(first, options))
    for (const name of Object.keys(right)) {
      const single = name === 'out'
      const as = (out: unknown) => ({ ...options, out: single ? out : { [name]: out } })
      const label = single ? 'out' : `out.${name}`
      for (const [out, text] of [
        [null, 'null'],
        [[1, 2], 'Array'],
        [new Float32Array(right[name].length), 'Float32Array'],
      ])
        expect(() => kernel(first, as(out))).toThrow(new TypeError(`${label} is ${text}; a Float64Array or a Matrix is required`))
      for (const length of [0, right[name].length - 1, right[name].length + 1]) {
        const message = new RegExp(`^${label} holds ${length} numbers; [\\d× ]+ = ${right[name].length} are required$`)
        expect(() => kernel(first, as(new Float64Array(length)))).toThrow(message)
        if (length) {
          using resident = matrix({ values: new Float64Array(length), rows: length, cols: 1 })
          expect(() => kernel(first, as(resident))).toThrow(message)
        }
      }
    }
  })

  const several = Object.keys(kernel.definition.out)
  test.skipIf(several.length < 2)('refuses an out that is not an object of its outputs', () => {
    const { first, options } = valid(kernel.definition)
    for (const out of [new Float64Array(3), null, [], 'x', matrix({ values: new Float64Array(1), rows: 1, cols: 1 })])
      expect(() => kernel(first, { ...options, out })).toThrow(/^out is .*; an object of .* is required$/)
    expect(() => kernel(first, { ...options, out: { vlaues: new Float64Array(3) } })).toThrow(/^out has no "vlaues"; it takes /)
  })

  test('refuses a freed Matrix', () => {
    const { first, options } = valid(kernel.definition)
    if (first instanceof Float64Array) return
    const x = matrix(first as never)
    x.free()
    const [name] = Object.keys(kernel.definition.args)
    expect(() => kernel(x, options)).toThrow(new RangeError(`${name} is a Matrix that was freed; one that was not is required`))
  })
})

test('outputs that share memory are refused', () => {
  const eigh = all.find(({ definition }) => definition.name === 'eigh') as TestKernel
  const buffer = new Float64Array(12)
  const a = { values: Float64Array.of(2, 1, 0, 1, 2, 1, 0, 1, 2), rows: 3, cols: 3 }
  expect(() => eigh(a, { out: { values: buffer.subarray(0, 3), vectors: buffer.subarray(2, 11) } })).toThrow(
    new RangeError('two arrays of out share memory; separate ones are required'),
  )
  expect(eigh(a, { out: { values: buffer.subarray(0, 3), vectors: buffer.subarray(3, 12) } })).toEqual(eigh(a))
})
