// What all fitted models share: plain data with a name and a version, whose numbers survive JSON bit for bit.
import { Matrix } from '../kernel/matrix.ts'

export interface ModelJson {
  readonly model: string
  readonly version: number
}

/** Numbers as JSON can hold them: null stands for NaN (a sensor never observed). */
export type JsonNumbers = readonly (number | null)[]

/** JSON has no −0: a model holds 0 instead, so that what is read back has the same bits. */
export const modelNumbers = (values: Float64Array): Float64Array => values.map((value) => value + 0)

export const toJsonNumbers = (values: Float64Array): JsonNumbers => Array.from(values, (value) => (Number.isNaN(value) ? null : value))

/** What a fit returned, resident results copied out: a model is plain data. */
export function plainArrays<K extends string>(results: Readonly<Record<K, Float64Array | Matrix>>): Record<K, Float64Array> {
  const entries = Object.entries<Float64Array | Matrix>(results)
  return Object.fromEntries(entries.map(([name, values]) => [name, values instanceof Matrix ? takeOut(values) : values])) as Record<K, Float64Array>
}

function takeOut(values: Matrix): Float64Array {
  using resident = values
  return resident.toArray()
}

/** The fields of a stored model. Raises TypeError for something else, RangeError for another model or a newer version. */
export function openModel(json: unknown, model: string, version: number): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null)
    throw new TypeError(`json is ${json === null ? 'null' : typeof json}; the object that toJSON gave is required`)
  const found = json as Readonly<Record<string, unknown>>
  if (found.model !== model) throw new RangeError(`json.model is ${JSON.stringify(found.model)}; "${model}" is required`)
  if (!Number.isInteger(found.version) || (found.version as number) < 1)
    throw new RangeError(`json.version is ${JSON.stringify(found.version)}; a whole number from 1 to ${version} is required`)
  if ((found.version as number) > version)
    throw new RangeError(
      `json.version is ${found.version}; this program reads "${model}" models up to version ${version}: update it, or fit the model again`,
    )
  return found
}

/** One array of a stored model, of the given length or of any from 1. Raises RangeError naming the field. */
export function readNumbers(fields: Readonly<Record<string, unknown>>, name: string, length?: number): Float64Array {
  const values = fields[name]
  if (!Array.isArray(values) || !values.every((value) => value === null || typeof value === 'number'))
    throw new RangeError(`json.${name} must be an array of numbers and nulls`)
  if (values.length === 0 || (length !== undefined && values.length !== length))
    throw new RangeError(`json.${name} has ${values.length} numbers; ${length ?? 'at least 1'} ${length === 1 ? 'is' : 'are'} required`)
  return Float64Array.from(values, (value) => value ?? Number.NaN)
}

/** One number of a stored model. Raises RangeError naming the field. */
export function readNumber(fields: Readonly<Record<string, unknown>>, name: string, { whole = false, min = Number.NEGATIVE_INFINITY } = {}): number {
  const value = fields[name]
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || (whole && !Number.isInteger(value)))
    throw new RangeError(`json.${name} is ${JSON.stringify(value)}; a ${whole ? `whole number from ${min}` : 'number'} is required`)
  return value
}
