import type { Backend } from '../backend/backend.ts'
import { type BackendInfo, type BackendOptions, type Choice, choose, chooseStarted, type StartOptions } from '../backend/choose.ts'
import { bindArguments, evaluate, type MatrixLike, slotOf, type VectorLike } from './arguments.ts'
import type { Arg, Args, Definition, Dim, MatrixArg, Outputs, VectorArg } from './definition.ts'
import { type Columns, Matrix } from './matrix.ts'
import { isSingle, placeOutputs } from './outputs.ts'

type Like<A extends Arg> = A extends MatrixArg ? MatrixLike : A extends VectorArg ? VectorLike : number
type Optional<A extends Args> = { [K in keyof A]: A[K] extends { readonly default: Dim } ? K : never }[keyof A]
/** The first argument is positional, and always an array; `x` by convention, or `a` for square matrices. */
type FirstName = 'x' | 'a'
type First<A extends Args> = Like<A[Extract<keyof A, FirstName>]>
type Named<A extends Args> = Omit<A, FirstName>
type Given<A extends Args> = { readonly [K in Exclude<keyof Named<A>, Optional<A>>]: Like<A[K & keyof A]> } & {
  readonly [K in Extract<keyof Named<A>, Optional<A>>]?: number | undefined
}
/** What a kernel returns: its one output, or all by name, each as T. */
export type Result<O extends Outputs, T> = [keyof O] extends ['out'] ? T : { readonly [K in keyof O]: T }
export type Options<A extends Args, O extends Outputs> = Given<A> & { readonly out?: Result<O, Float64Array | Matrix> | undefined }

export interface Kernel<A extends Args = Args, O extends Outputs = Outputs> {
  <X extends First<A>>(
    first: X,
    ...options: Record<never, never> extends Given<A> ? [options?: Options<A, O>] : [options: Options<A, O>]
  ): Result<O, X extends Matrix ? Matrix : Float64Array>
  readonly definition: Definition
}

interface Usage {
  calls: number
  ms: number
}

let current: Choice | undefined
const usage = new Map<string, Usage>()

/** Chooses the engine anew, for all later calls; matrices of the one before can no longer be passed. Raises RangeError when a forced one is not available. */
export function configure(options: BackendOptions): BackendInfo {
  return replace(choose(options))
}

/**
 * As `configure`, and the team of workers is ready when the promise is kept: in a Web Worker of a page that is cross-origin isolated the way to
 * many threads, which a browser starts only between turns; in Node the first large call need not wait 25 ms for it. Rejects with Error when a
 * worker does not start, with RangeError when a forced engine is not available; the engine in use stays then.
 */
export async function start(options: StartOptions = {}): Promise<BackendInfo> {
  return replace(await chooseStarted(options))
}

function replace(next: Choice): BackendInfo {
  current?.backend.close()
  return adopt(next)
}

/** @internal Puts an engine in place and leaves the one before as it is: tests and proofs go to and fro between engines of their own. */
export function adopt(next: Choice): BackendInfo {
  current = next
  return next.info
}

const active = (): Choice => {
  current ??= choose()
  return current
}

/** The engine in use, its threads, and why each better one was passed over. */
export const backend = (): BackendInfo => active().info

/** @internal The engine itself, for tests and for `matrix`. */
export const engine = (): Backend => active().backend

/** Calls and milliseconds so far, by kernel. */
export const stats = (): ReadonlyMap<string, Readonly<Usage>> => usage

/** A resident matrix, filled from `columns`: see Matrix. */
export function matrix({ values, rows, cols }: Columns): Matrix {
  return new Matrix(engine(), rows, cols).set(values)
}

function count(name: string, since: number): void {
  const entry = usage.get(name) ?? { calls: 0, ms: 0 }
  entry.calls++
  entry.ms += performance.now() - since
  usage.set(name, entry)
}

/** Makes the callable kernel of a definition: checks, output, the call on the engine in use, and its count. */
export function defineKernel<const A extends Args, const O extends Outputs>(definition: Definition<A, O>): Kernel<A, O> {
  const plain = definition as unknown as Definition
  const names = Object.keys(definition.out)
  const single = isSingle(plain)
  const call = (first: unknown, options: { out?: unknown } = {}): unknown => {
    const since = performance.now()
    const on = engine()
    const { inputs, numbers } = bindArguments(plain, first, options as Record<string, unknown>, on)
    const results = placeOutputs(plain, options.out, { inputs, numbers }, first instanceof Matrix, on)
    const outputs = results.map((result, i) => slotOf(names[i], result, on))
    on.run({ definition: plain, inputs, outputs, numbers, cost: plain.cost.ns * evaluate(plain.cost.per, numbers) })
    count(plain.name, since)
    return single ? results[0] : Object.fromEntries(names.map((name, i) => [name, results[i]]))
  }
  return Object.assign(call, { definition: plain }) as unknown as Kernel<A, O>
}
