// Checks a call's arguments against its definition, before any work, and binds every size and scalar to its name.
import type { Backend, Slot } from '../backend/backend.ts'
import type { Arg, Args, Definition, Dim, ScalarArg, VectorArg } from './definition.ts'
import { type Columns, Matrix } from './matrix.ts'

export type MatrixLike = Matrix | Columns | Float64Array | readonly Float64Array[]
export type VectorLike = Float64Array | readonly number[]

export interface Binding {
  readonly inputs: Slot[]
  readonly numbers: Record<string, number>
}

/** The program addresses elements by 32-bit signed counts. */
const MAX_DIM = 2 ** 31 - 1

/** What a caller gave, in words. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object')
    return typeof value === 'string' ? `the text "${value.slice(0, 40)}"` : `${typeof value} ${String(value).slice(0, 40)}`
  return value.constructor?.name ?? 'an object'
}

/** The value of a size in terms of what is bound so far. */
export function evaluate(dim: Dim, numbers: Readonly<Record<string, number>>): number {
  if (typeof dim === 'number') return dim
  if (typeof dim === 'string') return numbers[dim]
  if ('of' in dim)
    return Math.min(
      Math.floor(evaluate(dim.of, numbers) / (dim.over ?? 1)) + (dim.plus ?? 0),
      evaluate(dim.atMost ?? Number.POSITIVE_INFINITY, numbers),
    )
  return dim.reduce<number>((product, factor) => product * evaluate(factor, numbers), 1)
}

/** A size in words: `rows × 2`, `⌊rows / 2⌋ + 1`, `rows, at most 256`. */
function wordsOf(dim: Dim): string {
  if (typeof dim !== 'object') return String(dim)
  if (!('of' in dim)) return dim.map(wordsOf).join(' × ')
  const { of, over = 1, plus = 0, atMost } = dim
  const quotient = over === 1 ? wordsOf(of) : `⌊${wordsOf(of)} / ${over}⌋`
  return `${quotient}${plus ? ` ${plus < 0 ? '−' : '+'} ${Math.abs(plus)}` : ''}${atMost === undefined ? '' : `, at most ${wordsOf(atMost)}`}`
}

const describe = (dim: Dim, numbers: Readonly<Record<string, number>>): string =>
  typeof dim === 'number' ? String(dim) : `${wordsOf(dim)} = ${evaluate(dim, numbers)}`

/** Binds a size to its name, or checks that it agrees with what another argument bound. */
function bind(numbers: Record<string, number>, name: string, value: number, where: string): void {
  if (numbers[name] === undefined) {
    if (value < 1 || value > MAX_DIM) throw new RangeError(`${where} has ${value} ${name}; at least 1 and at most ${MAX_DIM} are allowed`)
    numbers[name] = value
  } else if (numbers[name] !== value) throw new RangeError(`${where} has ${value} ${name}; ${numbers[name]} are required`)
}

function fromColumnList(name: string, columns: readonly unknown[]): Columns {
  const rows = columns[0] instanceof Float64Array ? columns[0].length : 0
  const values = new Float64Array(rows * columns.length)
  for (const [i, column] of columns.entries()) {
    if (!(column instanceof Float64Array)) throw new TypeError(`column ${i} of ${name} is ${kindOf(column)}; a Float64Array is required`)
    if (column.length !== rows) throw new RangeError(`column ${i} of ${name} has ${column.length} rows; ${rows} are required, as column 0 has`)
    values.set(column, i * rows)
  }
  return { values, rows, cols: columns.length }
}

function checkSize(name: string, size: unknown): void {
  if (typeof size !== 'number') throw new TypeError(`${name} was ${kindOf(size)}; a whole number from 1 is required`)
  if (!Number.isInteger(size) || size < 0) throw new RangeError(`${name} was ${size}; a whole number from 1 is required`)
}

function asColumns(name: string, value: unknown): Matrix | Columns {
  if (value instanceof Matrix) return value
  if (value instanceof Float64Array) return { values: value, rows: value.length, cols: 1 }
  if (Array.isArray(value)) return fromColumnList(name, value)
  const { values, rows, cols } = (value ?? {}) as Columns
  if (!(values instanceof Float64Array))
    throw new TypeError(
      `${name} is ${kindOf(value)}; a Matrix, a Float64Array, an array of Float64Array columns or { values, rows, cols } is required`,
    )
  checkSize(`${name}.rows`, rows)
  checkSize(`${name}.cols`, cols)
  if (values.length !== rows * cols) throw new RangeError(`${name} has ${values.length} values; rows × cols = ${rows} × ${cols} needs ${rows * cols}`)
  return { values, rows, cols }
}

/** A matrix of the engine's own passes as it is; one of another engine is an error, never a silent copy. */
export function slotOf(name: string, value: Matrix | Float64Array, backend: Backend): Slot {
  if (!(value instanceof Matrix)) return value
  if (value.isFreed) throw new RangeError(`${name} is a Matrix that was freed; one that was not is required`)
  if (value.backend !== backend) throw new RangeError(`${name} is a Matrix of the backend ${value.backend.name} that was in use before; make it anew`)
  return value.block
}

function bindVector(name: string, value: unknown, { length, min, max }: VectorArg, numbers: Record<string, number>): Float64Array {
  const plain = Array.isArray(value) && value.every((v) => typeof v === 'number') ? Float64Array.from(value as number[]) : value
  if (!(plain instanceof Float64Array)) throw new TypeError(`${name} is ${kindOf(value)}; a Float64Array is required`)
  if (typeof length === 'string') bind(numbers, length, plain.length, name)
  else if (plain.length !== evaluate(length, numbers))
    throw new RangeError(`${name} has ${plain.length} numbers; ${describe(length, numbers)} are required`)
  if (min === undefined || max === undefined) return plain
  const wrong = plain.findIndex((element) => !(element >= min && element <= max))
  if (wrong >= 0) throw new RangeError(`${name}[${wrong}] was ${plain[wrong]}; a finite number from ${min} to ${max} is allowed`)
  return plain
}

/** What a scalar may be, in words: put together only for an error, for it costs as much as a small kernel. */
function allowed({ kind, min, max }: ScalarArg, numbers: Readonly<Record<string, number>>): string {
  return `a ${kind === 'int' ? 'whole' : 'finite'} number from ${describe(min, numbers)} to ${describe(max, numbers)} is allowed`
}

/** The number given, or the default. Raises TypeError and RangeError naming argument, value and what is allowed. */
export function bindScalar(name: string, value: unknown, arg: ScalarArg, numbers: Readonly<Record<string, number>>): number {
  const fallback = arg.default === undefined ? undefined : evaluate(arg.default, numbers)
  const given = value === undefined ? fallback : value
  if (given === undefined) throw new TypeError(`${name} was not given; ${allowed(arg, numbers)}`)
  if (typeof given !== 'number') throw new TypeError(`${name} was ${kindOf(given)}; ${allowed(arg, numbers)}`)
  const fits = given >= evaluate(arg.min, numbers) && given <= evaluate(arg.max, numbers)
  if (!fits || !(arg.kind === 'int' ? Number.isInteger(given) : Number.isFinite(given)))
    throw new RangeError(`${name} was ${given}; ${allowed(arg, numbers)}`)
  return given
}

function rejectUnknown({ name, args }: Definition, first: string, options: Readonly<Record<string, unknown>>): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`options of ${name} is ${kindOf(options)}; an object is required`)
  for (const key in options) {
    if (key === 'out' || (key !== first && Object.hasOwn(args, key))) continue
    const known = [...Object.keys(args).filter((arg) => arg !== first), 'out']
    throw new TypeError(`${name} has no argument "${key}"; it takes ${known.join(', ')}`)
  }
}

/** All arguments of a call, checked. Raises TypeError for a wrong type and RangeError for a wrong value, naming argument, value and what is allowed. */
export function bindArguments(definition: Definition<Args>, first: unknown, options: Readonly<Record<string, unknown>>, backend: Backend): Binding {
  const names = Object.keys(definition.args)
  rejectUnknown(definition, names[0], options)
  const numbers: Record<string, number> = {}
  const inputs: Slot[] = []
  names.forEach((name, i) => {
    const arg: Arg = definition.args[name]
    const value = i === 0 ? first : options[name]
    if (arg.kind === 'matrix') {
      const columns = asColumns(name, value)
      bind(numbers, arg.rows, columns.rows, name)
      bind(numbers, arg.cols, columns.cols, name)
      inputs.push(slotOf(name, columns instanceof Matrix ? columns : columns.values, backend))
    } else if (arg.kind === 'vector') inputs.push(bindVector(name, value, arg, numbers))
    else numbers[name] = bindScalar(name, value, arg, numbers)
  })
  return { inputs, numbers }
}
