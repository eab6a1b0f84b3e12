// The plain meaning of principal components. Sums are taken in the order that the program fixes, so that both give the same bits.
import { deviation, meanOf, orZero } from '../deviations.ts'
import { eigh, gram } from '../linalg/symmetric.ts'

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}

function keptOf(eigenvalues: Float64Array, variance: number, components: number): number {
  const useful = eigenvalues.filter((value) => value > 1e-12 * eigenvalues[0]).length
  const most = Math.min(useful, eigenvalues.length - 1)
  if (components > 0) return Math.min(components, most)
  const total = eigenvalues.reduce((sum, value) => sum + value, 0)
  let kept = 0
  for (let sum = 0; kept < most && sum < variance * total; kept++) sum += eigenvalues[kept]
  return kept
}

interface PcaModel {
  readonly center: Float64Array
  readonly vectors: Float64Array
  readonly eigenvalues: Float64Array
}
type PcaFit = Data & PcaModel & { readonly variance: number; readonly components: number; readonly kept: Float64Array }

export function pcaFit({ x, rows, cols, variance, components, center, vectors, eigenvalues, kept }: PcaFit): void {
  const deviations = new Float64Array(x.length)
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    center[c] = meanOf(column)
    deviations.set(
      column.map((value) => orZero(deviation(value, center[c]))),
      c * rows,
    )
  }
  const covariance = new Float64Array(cols * cols)
  gram({ x: deviations, rows, cols, out: covariance })
  const ascending = { values: new Float64Array(cols), vectors: new Float64Array(cols * cols) }
  eigh({ a: covariance.map((sum) => sum * (1 / Math.max(rows - 1, 1))), ...ascending })
  for (let i = 0; i < cols; i++) {
    const from = cols - 1 - i
    eigenvalues[i] = Math.max(ascending.values[from], 0)
    vectors.set(ascending.vectors.subarray(from * cols, (from + 1) * cols), i * cols)
  }
  kept[0] = keptOf(eigenvalues, variance, components)
}

interface Projection {
  readonly observed: readonly boolean[]
  readonly deviations: readonly number[]
  readonly scores: readonly number[]
  /** P·t: what the subspace expects of every sensor, as a deviation. */
  readonly expected: readonly number[]
}

/** Σ_k a_k·b(k) in order. */
const sumOf = (a: readonly number[], b: (k: number) => number): number => a.reduce((sum, value, k) => sum + value * b(k), 0)

function project({ x, rows, cols }: Data, { center, vectors }: Omit<PcaModel, 'eigenvalues'>, kept: number, row: number): Projection {
  const raw = Array.from({ length: cols }, (_, c) => deviation(x[c * rows + row], center[c]))
  const deviations = raw.map(orZero)
  const scores = Array.from({ length: kept }, (_, i) => sumOf(deviations, (c) => vectors[i * cols + c]))
  const expected = Array.from({ length: cols }, (_, c) => sumOf(scores, (i) => vectors[i * cols + c]))
  return { observed: raw.map((d) => !Number.isNaN(d)), deviations, scores, expected }
}

type PcaCall = Data & PcaModel & { readonly kept: number }

/** Squared residuals of the observed sensors, 0 for the others. */
const squaredResiduals = ({ observed, deviations, expected }: Projection): number[] =>
  deviations.map((d, c) => (observed[c] ? (d - expected[c]) * (d - expected[c]) : 0))

export function pcaScore({ spe, t2, ...call }: PcaCall & { spe: Float64Array; t2: Float64Array }): void {
  for (let row = 0; row < call.rows; row++) {
    const projection = project(call, call, call.kept, row)
    const absent = !projection.observed.includes(true)
    spe[row] = absent ? Number.NaN : squaredResiduals(projection).reduce((sum, part) => sum + part, 0)
    t2[row] = absent ? Number.NaN : projection.scores.reduce((sum, score, i) => sum + (score * score) / call.eigenvalues[i], 0)
  }
}

export function pcaContributions({ speParts, t2Parts, ...call }: PcaCall & { speParts: Float64Array; t2Parts: Float64Array }): void {
  const { rows, cols, vectors, eigenvalues } = call
  for (let row = 0; row < rows; row++) {
    const projection = project(call, call, call.kept, row)
    const weighted = projection.scores.map((score, i) => score * (1 / eigenvalues[i]))
    squaredResiduals(projection).forEach((part, c) => {
      speParts[c * rows + row] = part
      t2Parts[c * rows + row] = projection.observed[c] ? sumOf(weighted, (i) => vectors[i * cols + c]) * projection.deviations[c] : 0
    })
  }
}

export function pcaReconstruct({ out, ...call }: Omit<PcaCall, 'eigenvalues'> & { out: Float64Array }): void {
  for (let row = 0; row < call.rows; row++)
    project(call, call, call.kept, row).expected.forEach((expected, c) => {
      out[c * call.rows + row] = call.center[c] + expected
    })
}
