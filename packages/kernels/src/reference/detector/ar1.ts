// The plain meaning of the autoregression. Sums are taken in the order that the program fixes, so that both give the same bits.
import { deviation, orZero } from '../deviations.ts'
import { medianOf } from '../order.ts'
import { powerOfTwoFor } from '../vectors.ts'

const BLOCK = 256
const finite = Number.isFinite
const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(value, limit))

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}

interface Ar1Model {
  readonly center: Float64Array
  readonly phi: Float64Array
  readonly scale: Float64Array
}

/** Σ d_t·d_{t−1} / Σ d_{t−1}² over the pairs that are both observed. */
function slopeOnPredecessor(deviations: Float64Array): number {
  const scale = powerOfTwoFor(deviations.reduce((largest, d) => Math.max(largest, Math.abs(orZero(d))), 0))
  const scaled = deviations.map((d) => d * scale)
  let [products, squares, pairs] = [0, 0, 0]
  for (let begin = 1; begin < scaled.length; begin += BLOCK) {
    let [blockProducts, blockSquares] = [0, 0]
    for (let t = begin; t < Math.min(begin + BLOCK, scaled.length); t++) {
      if (Number.isNaN(scaled[t]) || Number.isNaN(scaled[t - 1])) continue
      blockProducts += scaled[t] * scaled[t - 1]
      blockSquares += scaled[t - 1] * scaled[t - 1]
      pairs++
    }
    products += blockProducts
    squares += blockSquares
  }
  return squares / pairs / scale / scale >= 1e-8 ? clamp(products / squares, 0.999) : 0
}

/** d_t − φ·d_{t−1}; a missing predecessor counts as the centre, and the first row is its own. */
function residualsOf(deviations: Float64Array, phi: number): Float64Array {
  return deviations.map((d, t) => d - phi * orZero(deviations[Math.max(t - 1, 0)]))
}

function residualScale(residuals: Float64Array): number {
  const observed = residuals.filter((r) => !Number.isNaN(r)).map((r) => clamp(r, Number.MAX_VALUE))
  const middle = medianOf(observed)
  return Math.max(1.4826 * medianOf(observed.map((r) => Math.min(Math.abs(r - middle), Number.MAX_VALUE))), 1e-6)
}

export function ar1Fit({ x, rows, cols, center, phi, scale }: Data & Ar1Model): void {
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    const observed = column.filter(finite)
    center[c] = phi[c] = scale[c] = Number.NaN
    if (observed.length === 0) continue
    center[c] = medianOf(observed)
    const deviations = column.map((value) => deviation(value, center[c]))
    phi[c] = slopeOnPredecessor(deviations)
    scale[c] = residualScale(residualsOf(deviations, phi[c]))
  }
}

export function ar1Contributions({ x, rows, cols, center, phi, scale, out }: Data & Ar1Model & { out: Float64Array }): void {
  for (let c = 0; c < cols; c++) {
    const target = out.subarray(c * rows, (c + 1) * rows)
    const modelled = finite(center[c]) && finite(phi[c]) && scale[c] > 0 && finite(scale[c])
    const deviations = x.subarray(c * rows, (c + 1) * rows).map((value) => deviation(value, center[c]))
    if (modelled) target.set(residualsOf(deviations, phi[c]).map((r) => Math.abs(r) / scale[c]))
    else target.fill(Number.NaN)
  }
}

export function ar1Score({ out, ...call }: Data & Ar1Model & { out: Float64Array }): void {
  const { x, rows, cols } = call
  const contributions = new Float64Array(x.length)
  ar1Contributions({ ...call, out: contributions })
  for (let r = 0; r < rows; r++) {
    let [sum, count] = [0, 0]
    for (let c = 0; c < cols; c++) {
      const contribution = contributions[c * rows + r]
      if (Number.isNaN(contribution)) continue
      sum += contribution
      count++
    }
    out[r] = count > 0 ? sum / count : Number.NaN
  }
}
