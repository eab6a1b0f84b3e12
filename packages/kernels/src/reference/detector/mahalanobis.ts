// The plain meaning of the shrunk Mahalanobis distance, in the program's order of sums.
import { deviationsFrom, invertPositive, meanOf } from '../deviations.ts'
import { gram } from '../linalg/symmetric.ts'
import { powerOfTwoFor, scaleBy } from '../vectors.ts'

const BLOCK = 256
const finite = Number.isFinite

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}
interface Model {
  readonly center: Float64Array
  readonly precision: Float64Array
}

/** Σ ‖d_r‖⁴, block by block. */
function fourthPowers(deviations: Float64Array, rows: number, cols: number): number {
  let total = 0
  for (let begin = 0; begin < rows; begin += BLOCK) {
    let block = 0
    for (let r = begin; r < Math.min(begin + BLOCK, rows); r++) {
      let square = 0
      for (let c = 0; c < cols; c++) square += deviations[c * rows + r] * deviations[c * rows + r]
      block += square * square
    }
    total += block
  }
  return total
}

function ledoitWolf(s: Float64Array, rows: number, cols: number, mean: number, trace: number, fourth: number): number {
  const squares = s.reduce((sum, value) => sum + value * value, 0)
  const delta = (squares - 2 * mean * trace + cols * mean * mean) / cols
  const beta = Math.min((fourth / rows - squares) / (cols * rows), delta)
  return beta > 0 && delta > 0 ? beta / delta : 0
}

export function mahalanobisFit({
  x,
  rows,
  cols,
  shrinkage,
  center,
  precision,
  used,
}: Data & Model & { shrinkage: number; used: Float64Array }): void {
  const deviations = new Float64Array(x.length)
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    center[c] = meanOf(column)
    deviations.set(deviationsFrom(column, center[c]).deviations, c * rows)
  }
  const unit = powerOfTwoFor(deviations.reduce((most, d) => Math.max(most, Math.abs(d)), 0))
  scaleBy(deviations, unit)
  const s = new Float64Array(cols * cols)
  gram({ x: deviations, rows, cols, out: s })
  scaleBy(s, 1 / rows)
  let trace = 0
  for (let j = 0; j < cols; j++) trace += s[j * cols + j]
  const mean = trace / cols
  used[0] = shrinkage < 0 ? ledoitWolf(s, rows, cols, mean, trace, fourthPowers(deviations, rows, cols)) : shrinkage
  scaleBy(s, 1 - used[0])
  for (let j = 0; j < cols; j++) s[j * cols + j] += Math.max(used[0], 1e-12) * mean
  precision.set(
    invertPositive(s, cols)
      .map((value) => value * unit * unit)
      .map((value) => (finite(value) ? value : Number.NaN)),
  )
}

/** Which sensors of a row are observed, and the parts d_j·(P·d)_j. */
function partsOf({ x, rows, cols, center, precision }: Data & Model, row: number): { observed: boolean[]; parts: number[] } {
  const raw = Array.from({ length: cols }, (_, c) => x[c * rows + row] - center[c])
  const deviations = raw.map((d) => (finite(d) ? d : 0))
  const parts = deviations.map((d, j) => d * deviations.reduce((sum, other, k) => sum + other * precision[j * cols + k], 0))
  return { observed: raw.map(finite), parts }
}

export function mahalanobisScore({ out, ...call }: Data & Model & { out: Float64Array }): void {
  for (let row = 0; row < call.rows; row++) {
    const { observed, parts } = partsOf(call, row)
    out[row] = observed.includes(true) ? parts.reduce((sum, part) => sum + part, 0) : Number.NaN
  }
}

export function mahalanobisContributions({ out, ...call }: Data & Model & { out: Float64Array }): void {
  for (let row = 0; row < call.rows; row++) {
    const { observed, parts } = partsOf(call, row)
    for (let c = 0; c < call.cols; c++) out[c * call.rows + row] = observed[c] ? parts[c] : 0
  }
}
