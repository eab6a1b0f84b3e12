// Makes a detector's class from its entry: fit, score and what explains the score are kernels, the model is plain data.
import { bindScalar, type MatrixLike } from '../kernel/arguments.ts'
import type { Kernel, Result } from '../kernel/define.ts'
import type { ScalarArg } from '../kernel/definition.ts'
import type { Matrix } from '../kernel/matrix.ts'
import { type JsonNumbers, type ModelJson, modelNumbers, openModel, plainArrays, readNumber, readNumbers, toJsonNumbers } from './model.ts'

/** A detector as plain data, from which other hosts make the same thin class over the same kernels. */
export interface DetectorEntry {
  readonly name: string
  readonly className: string
  /** Version of the stored form. */
  readonly version: number
  /** Arrays of the model with their sizes: products of `cols`, of whole numbers of the model, or of a name that the first such array binds. */
  readonly arrays: Readonly<Record<string, readonly (string | number)[]>>
  /** Whole numbers of the model; a fit gives each as an array of one. */
  readonly integers: readonly string[]
  /** Numbers that a score takes beside what was fitted: given to `fit`, and kept. */
  readonly settings: readonly string[]
}

/** The entry with the names of its kernels. */
export interface NamedEntry extends DetectorEntry {
  readonly fit: string
  readonly score: string
  readonly contributions?: string
  readonly reconstruct?: string
}

interface Kernels<F, S, C, R> {
  readonly fit: F
  readonly score: S
  readonly contributions: C
  readonly reconstruct: R
  /** Says what is wrong with a model that no row can be scored with, or nothing. */
  readonly refuse?: (model: Readonly<Record<string, Float64Array>>) => string | undefined
}

type FitOptions<F, E extends DetectorEntry> = (F extends (x: never, ...rest: infer Rest) => unknown ? Omit<NonNullable<Rest[0]>, 'out'> : never) & {
  readonly [K in E['settings'][number]]?: number
}
type Explained<K> =
  K extends Kernel<infer _A, infer O> ? <X extends MatrixLike>(x: X) => Result<O, X extends Matrix ? Matrix : Float64Array> : undefined

/** A fitted model: its arrays and numbers by name, and the kernels that take them. */
export type Detector<E extends DetectorEntry, S, C, R> = { readonly [K in keyof E['arrays']]: Float64Array } & {
  readonly [K in E['integers'][number] | E['settings'][number]]: number
} & {
  /** Anomaly scores of the rows, higher is worse. Raises RangeError for another number of sensors. */
  readonly score: Explained<S>
  /** What each sensor adds to the scores, rows × sensors. Raises RangeError for another number of sensors. */
  readonly contributions: Explained<C>
  /** What the model expects of every sensor, rows × sensors, in the unit of x. Raises RangeError for another number of sensors. */
  readonly reconstruct: Explained<R>
  toJSON(): ModelJson & { readonly [K in keyof E['arrays']]: JsonNumbers } & { readonly [K in E['integers'][number] | E['settings'][number]]: number }
}

export interface DetectorClass<E extends DetectorEntry, F, S, C, R> {
  readonly entry: NamedEntry
  /** Learns from training rows (rows × sensors). Raises RangeError for an option out of range. */
  fit(x: MatrixLike, options?: FitOptions<F, E>): Detector<E, S, C, R>
  /** The model that `toJSON` gave, bit for bit. Raises RangeError for another model, a newer version or arrays that do not fit. */
  fromJSON(json: unknown): Detector<E, S, C, R>
}

type AnyKernel = ((x: MatrixLike, options: object) => Record<string, Float64Array | Matrix>) & Pick<Kernel, 'definition'>
type Values = Readonly<Record<string, Float64Array>>

/** The arrays of a stored model; a size that is not known yet is bound by the first array that has it. */
function readArrays({ arrays, integers }: DetectorEntry, fields: Readonly<Record<string, unknown>>): Record<string, Float64Array> {
  const sizes: Record<string, number> = {}
  const found: Record<string, Float64Array> = {}
  for (const name of integers) {
    found[name] = Float64Array.of(readNumber(fields, name, { whole: true, min: 0 }))
    sizes[name] = found[name][0]
  }
  for (const [name, shape] of Object.entries(arrays)) {
    const unknown = shape.filter((size) => typeof size === 'string' && !(size in sizes)) as string[]
    const known = shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : (sizes[size] ?? 1)), 1)
    found[name] = readNumbers(fields, name, unknown.length === 0 ? known : undefined)
    if (unknown.length > 0) sizes[unknown[0]] = found[name].length / known
  }
  return found
}

function ofKernels<E extends DetectorEntry>(entry: E, kernels: Kernels<AnyKernel, AnyKernel, AnyKernel | undefined, AnyKernel | undefined>) {
  const { arrays, integers, settings } = entry
  class Model {
    static readonly entry: NamedEntry = {
      ...entry,
      fit: kernels.fit.definition.name,
      score: kernels.score.definition.name,
      ...(kernels.contributions && { contributions: kernels.contributions.definition.name }),
      ...(kernels.reconstruct && { reconstruct: kernels.reconstruct.definition.name }),
    }

    constructor(values: Values, given: Readonly<Record<string, number>>) {
      for (const name of Object.keys(arrays)) Object.assign(this, { [name]: modelNumbers(values[name]) })
      for (const name of integers) Object.assign(this, { [name]: values[name][0] })
      Object.assign(this, given)
    }

    static fit(x: MatrixLike, options: Readonly<Record<string, number | undefined>> = {}): Model {
      const { args } = kernels.score.definition
      const given = Object.fromEntries(settings.map((name) => [name, bindScalar(name, options[name], args[name] as ScalarArg, {})]))
      const ofFit = Object.fromEntries(Object.entries(options).filter(([name]) => !settings.includes(name)))
      const values = plainArrays(kernels.fit(x, ofFit))
      const wrong = kernels.refuse?.(values)
      if (wrong) throw new RangeError(wrong)
      return new Model(values, given)
    }

    static fromJSON(json: unknown): Model {
      const fields = openModel(json, entry.name, entry.version)
      const given = Object.fromEntries(settings.map((name) => [name, readNumber(fields, name)]))
      return new Model(readArrays(entry, fields), given)
    }

    score(x: MatrixLike) {
      return kernels.score(x, this.#argumentsOf(kernels.score))
    }

    get contributions() {
      return this.#with(kernels.contributions)
    }

    get reconstruct() {
      return this.#with(kernels.reconstruct)
    }

    toJSON(): ModelJson {
      const fields = Object.entries(this).map(([name, value]) => [name, value instanceof Float64Array ? toJsonNumbers(value) : value])
      return { model: entry.name, version: entry.version, ...Object.fromEntries(fields) }
    }

    #with(kernel: AnyKernel | undefined) {
      return kernel && ((x: MatrixLike) => kernel(x, this.#argumentsOf(kernel)))
    }

    #argumentsOf({ definition }: AnyKernel): object {
      return Object.fromEntries(Object.entries(this).filter(([name]) => name in definition.args))
    }
  }
  Object.defineProperty(Model, 'name', { value: entry.className })
  return Model
}

/** The class of a detector: see DetectorClass. */
export const defineDetector = <const E extends DetectorEntry, F, S, C = undefined, R = undefined>(
  entry: E,
  kernels: Omit<Kernels<F, S, C, R>, 'contributions' | 'reconstruct'> & { contributions?: C; reconstruct?: R },
): DetectorClass<E, F, S, C, R> => ofKernels(entry, kernels as never) as unknown as DetectorClass<E, F, S, C, R>
