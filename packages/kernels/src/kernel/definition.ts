// One definition a kernel: pure data (but for its reference) from which the argument checks, the call, the fallback,
// the tests, kernels.json (and with it Python's functions), the docs row and the bench skeleton are made.

/** A size: a number, the name of a dimension or integer argument, a product of sizes, or a whole part of one. */
export type Dim = number | string | readonly Dim[] | Part
/** ⌊of / over⌋ + plus, but at most `atMost`; over is 1 and plus 0 unless given. */
export interface Part {
  readonly of: Dim
  readonly over?: number
  readonly plus?: number
  readonly atMost?: Dim
}

export interface MatrixArg<Rows extends string = string, Cols extends string = string> {
  readonly kind: 'matrix'
  readonly rows: Rows
  readonly cols: Cols
  readonly doc: string
}
export interface VectorArg {
  readonly kind: 'vector'
  readonly length: Dim
  /** Inclusive range of each element; absent: any number. */
  readonly min?: number
  readonly max?: number
  readonly doc: string
}
export interface ScalarArg {
  readonly kind: 'int' | 'number'
  /** Inclusive range, in terms of dimensions and earlier arguments. */
  readonly min: Dim
  readonly max: Dim
  /** Absent: the caller must give it. */
  readonly default?: Dim
  readonly doc: string
}
export type Arg = MatrixArg | VectorArg | ScalarArg
export type Args = Readonly<Record<string, Arg>>

export interface Output {
  readonly shape: readonly Dim[]
  readonly doc: string
}
export type Outputs = Readonly<Record<string, Output>>

/** What "equal" means between engines and against the reference libraries. */
export type Equality =
  | { readonly kind: 'exact' }
  | { readonly kind: 'ulp'; readonly ulps: number }
  /**
   * Joint: the outputs are parts of the same numbers, so the unit of an error is the largest of them all. Floor: the share of the largest value
   * within which engines may differ whatever the value, 1e-14 unless given.
   */
  | { readonly kind: 'relative'; readonly tolerance: number; readonly joint?: boolean; readonly least?: number; readonly floor?: number }

export const exact: Equality = { kind: 'exact' }
export const ulp = (ulps: number): Equality => ({ kind: 'ulp', ulps })
export const relative = (tolerance: number): Equality => ({ kind: 'relative', tolerance })
export const jointlyRelative = (tolerance: number): Equality => ({ kind: 'relative', tolerance, joint: true })
/** For what has a scale of its own, such as a correlation: relative to the value or to 1, whichever is larger. */
export const besideOne = (tolerance: number): Equality => ({ kind: 'relative', tolerance, least: 1 })

/** A matrix, columns contiguous; its sizes are bound to the names `rows` and `cols`. */
export const matrix = <R extends string = 'rows', C extends string = 'cols'>(
  doc: string,
  rows = 'rows' as R,
  cols = 'cols' as C,
): MatrixArg<R, C> => ({ kind: 'matrix', rows, cols, doc })
/** An array of `length` numbers, each within the range if one is given; a name that is not yet bound is bound to its length. */
export const vector = (doc: string, length: Dim, range: { min: number; max: number } | undefined = undefined): VectorArg => ({
  kind: 'vector',
  length,
  ...range,
  doc,
})

type Range = Pick<ScalarArg, 'min' | 'max'>
/** A whole number within an inclusive range. */
export function int<const R extends Range & { default?: Dim }>(doc: string, range: R): R & { kind: 'int'; doc: string } {
  return { kind: 'int', ...range, doc }
}
/** A finite number within an inclusive range. */
export function number<const R extends Range & { default?: Dim }>(doc: string, range: R): R & { kind: 'number'; doc: string } {
  return { kind: 'number', ...range, doc }
}

type DimNames<A extends Args> = {
  [K in keyof A]: A[K] extends MatrixArg<infer R, infer C> ? R | C : never
}[keyof A]
/** Any dimension, where the names are not known. */
type Dims<Names extends string> = string extends Names ? unknown : { readonly [K in Names]: number }
/** What a reference implementation is called with: arrays by argument and output name, dimensions and scalars by theirs. */
export type ReferenceCall<A extends Args, O extends Outputs> = { readonly [K in keyof A]: A[K] extends ScalarArg ? number : Float64Array } & {
  readonly [K in keyof O]: Float64Array
} & Dims<DimNames<A>>

export interface Definition<A extends Args = Args, O extends Outputs = Outputs> {
  /** The public name, and the name of the program's export. */
  readonly name: string
  readonly family: string
  readonly args: A
  readonly out: O
  /** The program's export that says how many scratch bytes a call needs, if it needs any. */
  readonly scratch?: string
  /** Rough nanoseconds of work per call on one thread; below a few tens of microseconds the team is not woken. */
  readonly cost: { readonly ns: number; readonly per: Dim }
  /** Column c of each output depends on column c of the matrices and on whole vectors alone, so that a host may work a few columns at a time. */
  readonly columnwise?: true
  readonly equals: Equality
  readonly reference: (call: ReferenceCall<A, O>) => void
}
