// How oracle/<family>.json and oracle/<family>_<subject>.json are read: one convention for all, so that a new file needs no reader of its own.
//
// A file is walked from its root; what an object holds, what lies within it inherits (an inner name hides an outer one). A case is where
// a kernel is named and its exact values stand:
//
//   { "kernel": "rollingMean", "input": "gaps", "window": 4, "exact": [ … ] }        named by a field
//   "gram": [{ "x": { "rows": 2, "cols": 2, "values": [ … ] }, "exact": [ … ] }]     named by the key around it
//   { "x": [ … ], "exact": { "median": 3, "mad": 1 } }                               named within, several at once
//
// Arguments stand under their own names, beside the values or further out, or under "options"; where an array is due, a text names an entry
// of "inputs", and the first one may be named by "input". Exact values are those of the first output, or an object by output name, of which some may be left out; with "at",
// a list of indices, they are the values there alone. null is NaN, "Infinity" and "-Infinity" are themselves. Instead of "exact" a case may
// hold "high" and "low", the nearest doubles and what is left of the exact values (beside "exact" these are arguments). "unit", a number or one a value, is what an error is
// counted in, where that is not the value itself.
import type { Arg, Args, Definition, VectorArg } from '../kernel/definition.ts'
import type { Columns } from '../kernel/matrix.ts'

/** Numbers as JSON holds them: null stands for NaN, and a text for an infinity. */
export type Numbers = readonly (number | null)[]

export interface Expected {
  readonly high: Float64Array
  /** What of the exact value the nearest double leaves; absent: taken as nothing. */
  readonly low?: Float64Array
  /** Where in the output these values stand; absent: they are all of it. */
  readonly at?: Float64Array
}

export interface StoredCase {
  readonly definition: Definition
  /** The name of the input, or where the case stands in its file. */
  readonly label: string
  readonly first: Columns | Float64Array
  readonly options: Readonly<Record<string, Columns | Float64Array | number>>
  readonly expected: Readonly<Record<string, Expected>>
  /** All that is stored for the case, by name: what a bound may be counted in. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** A kernel is named and values stand there, but not all it needs. */
export interface Unread {
  readonly kernel: string
  readonly where: string
  readonly reason: string
}

type Fields = Readonly<Record<string, unknown>>
type Found = StoredCase | Unread

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isNumber = (value: unknown): value is number | null =>
  value === null || typeof value === 'number' || value === 'Infinity' || value === '-Infinity'
const isNumbers = (value: unknown): value is Numbers => Array.isArray(value) && value.every(isNumber)

export const numbers = (values: Numbers): Float64Array => Float64Array.from(values, (v) => Number(v ?? Number.NaN))

/** A number, a list, a list of columns, or a matrix, as the numbers in it. */
export function flat(value: unknown): Float64Array | undefined {
  if (isNumber(value)) return numbers([value])
  if (isNumbers(value)) return numbers(value)
  if (Array.isArray(value) && value.every(isNumbers)) return numbers(value.flat())
  return isObject(value) && isNumbers(value.values) ? numbers(value.values) : undefined
}

/** A matrix argument: as stored, a list of columns, or a list of numbers whose sizes are fields (one column where they are not). */
function columnsOf(value: unknown, sizes: readonly [unknown, unknown]): Columns | undefined {
  const values = flat(value)
  if (!values) return undefined
  if (isObject(value)) return { values, rows: Number(value.rows), cols: Number(value.cols) }
  const nested = Array.isArray(value) && Array.isArray(value[0])
  const cols = nested ? (value as unknown[]).length : typeof sizes[1] === 'number' ? sizes[1] : 1
  return { values, rows: values.length / cols, cols }
}

function argumentOf(name: string, arg: Arg, isFirst: boolean, fields: Fields): Columns | Float64Array | number | undefined {
  const given = fields[name] ?? (isFirst ? fields.input : undefined)
  const value = typeof given === 'string' && isObject(fields.inputs) ? fields.inputs[given] : given
  if (arg.kind === 'matrix') return columnsOf(value, [fields[arg.rows], fields[arg.cols]])
  if (arg.kind === 'vector') return value === undefined ? undefined : flat(value)
  return typeof value === 'number' ? value : undefined
}

const isRequired = (arg: Arg): boolean => arg.kind === 'matrix' || (arg as VectorArg).kind === 'vector' || !('default' in arg)

function expectedOf(definition: Definition, exact: unknown, { high, low, at }: Fields): Record<string, Expected> | undefined {
  const names = Object.keys(definition.out)
  const byName = isObject(exact) && Object.keys(exact).every((name) => names.includes(name)) ? exact : { [names[0]]: exact }
  const entries = Object.entries(byName).map(([name, value]) => [name, flat(value)] as const)
  if (!entries.length || entries.some(([, values]) => !values)) return undefined
  const rest = { ...(exact === high && isNumbers(low) && { low: numbers(low) }), ...(isNumbers(at) && { at: numbers(at) }) }
  return Object.fromEntries(entries.map(([name, high]) => [name, { high: high as Float64Array, ...rest }]))
}

function caseOf(definition: Definition, exact: unknown, fields: Fields, where: string): Found {
  const expected = expectedOf(definition, exact, fields)
  const unread = (reason: string): Unread => ({ kernel: definition.name, where, reason })
  if (!expected) return unread(`its exact values are not numbers of ${Object.keys(definition.out).join(', ')}`)
  const bound: Record<string, Columns | Float64Array | number> = {}
  const names = Object.keys(definition.args)
  for (const [i, name] of names.entries()) {
    const value = argumentOf(name, definition.args[name], i === 0, fields)
    if (value !== undefined) bound[name] = value
    else if (isRequired(definition.args[name])) return unread(`${name} is not stored`)
  }
  const { [names[0]]: first, ...options } = bound
  const label = typeof fields.input === 'string' ? fields.input : where
  return { definition: definition as Definition<Args>, label, first: first as Columns | Float64Array, options, expected, fields }
}

function* walk(
  node: unknown,
  kernel: Definition | undefined,
  outer: Fields,
  where: string,
  known: ReadonlyMap<string, Definition>,
): Generator<Found> {
  if (Array.isArray(node)) {
    const items: readonly unknown[] = isNumbers(node) ? [] : node
    for (const [i, item] of items.entries()) yield* walk(item, kernel, outer, `${where}[${i}]`, known)
    return
  }
  if (!isObject(node)) return
  const fields = { ...outer, ...node, ...(isObject(node.options) && node.options) }
  const named = typeof node.kernel === 'string' ? known.get(node.kernel) : kernel
  const exact = node.exact ?? node.high
  const several = isObject(exact) ? Object.keys(exact).filter((name) => known.has(name)) : []
  if (several.length) for (const name of several) yield caseOf(known.get(name) as Definition, (exact as Fields)[name], fields, where)
  else if (named && exact !== undefined) yield caseOf(named, exact, fields, where)
  for (const [key, child] of Object.entries(node))
    if (key !== 'inputs' && key !== 'exact') yield* walk(child, known.get(key) ?? named, fields, `${where}.${key}`, known)
}

/** Every case of a stored file, and what could not be read of it. */
export function readCases(family: string, content: unknown, known: ReadonlyMap<string, Definition>): { cases: StoredCase[]; unread: Unread[] } {
  const found = [...walk(content, undefined, {}, family, known)]
  return {
    cases: found.filter((one): one is StoredCase => 'definition' in one),
    unread: found.filter((one): one is Unread => 'reason' in one),
  }
}
