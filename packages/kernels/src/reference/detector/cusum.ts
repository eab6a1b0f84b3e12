// The plain meaning of cumulative sums.
import { deviationsFrom, rootMeanSquare } from '../deviations.ts'
import { medianOf } from '../order.ts'

const finite = Number.isFinite

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}
interface Model {
  readonly center: Float64Array
  readonly scale: Float64Array
}
type Call = Data & Model & { readonly slack: number }

export function cusumFit({ x, rows, cols, center, scale }: Data & Model): void {
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    const observed = column.filter(finite)
    center[c] = scale[c] = Number.NaN
    if (observed.length === 0) continue
    center[c] = medianOf(observed) + 0
    const far = medianOf(observed.map((value) => Math.abs(value - center[c])))
    const mad = finite(far) ? far : 2 * medianOf(observed.map((value) => Math.abs(value * 0.5 - center[c] * 0.5)))
    const { deviations, count } = deviationsFrom(column, center[c])
    const width = Math.max(1.4826 * mad, 0.5 * rootMeanSquare(deviations, Math.max(count, 1)))
    if (width > 0 && finite(width)) scale[c] = width
  }
}

/** S⁺ and S⁻ of one sensor, and from which row on it was observed. */
function sums(column: Float64Array, center: number, scale: number, slack: number): { upper: Float64Array; lower: Float64Array; from: number } {
  const z = column.map((value) => (value - center) / scale)
  const along = (sign: number): Float64Array => {
    let sum = 0
    return z.map((value) => {
      if (finite(value)) sum = Math.max(sum + sign * value - slack, 0)
      return sum
    })
  }
  const first = z.findIndex(finite)
  return { upper: along(1), lower: along(-1), from: first < 0 ? z.length : first }
}

const isModelled = ({ center, scale }: Model, c: number): boolean => finite(center[c]) && scale[c] > 0 && finite(scale[c])

export function cusumContributions({ upper, lower, ...call }: Call & { upper: Float64Array; lower: Float64Array }): void {
  const { x, rows, cols, center, scale, slack } = call
  for (let c = 0; c < cols; c++) {
    for (const out of [upper, lower]) out.fill(Number.NaN, c * rows, (c + 1) * rows)
    if (!isModelled(call, c)) continue
    const found = sums(x.subarray(c * rows, (c + 1) * rows), center[c], scale[c], slack)
    upper.set(found.upper.subarray(found.from), c * rows + found.from)
    lower.set(found.lower.subarray(found.from), c * rows + found.from)
  }
}

export function cusumScore({ out, ...call }: Call & { out: Float64Array }): void {
  const { x, rows, cols, center, scale, slack } = call
  out.fill(Number.NaN)
  for (let c = 0; c < cols; c++) {
    if (!isModelled(call, c)) continue
    const { upper, lower, from } = sums(x.subarray(c * rows, (c + 1) * rows), center[c], scale[c], slack)
    for (let r = from; r < rows; r++) out[r] = Math.max(Number.isNaN(out[r]) ? 0 : out[r], upper[r], lower[r])
  }
}
