// The plain meaning of the overall model residual. Sums are taken in the order that the program fixes, so that both give the same bits.
import { deviationsFrom, invertPositive, meanOf, rootMeanSquare } from '../deviations.ts'
import { eigh, gram } from '../linalg/symmetric.ts'
import { medianOf } from '../order.ts'
import { addScaled, dot, scaleBy } from '../vectors.ts'

const PLS = 1
const PCA = 2
const NOISE = 1e-12
const finite = Number.isFinite
const orNan = (value: number): number => (finite(value) ? value : Number.NaN)

interface Data {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
}
interface Model {
  readonly center: Float64Array
  readonly coefficients: Float64Array
  readonly scale: Float64Array
}
type Fit = Data & Model & { readonly method: number; readonly ridge: number; readonly components: number }

const columnOf = (a: Float64Array, n: number, j: number): Float64Array => a.subarray(j * n, (j + 1) * n)

function keptOf(ascending: Float64Array, components: number): number {
  const n = ascending.length
  if (components > 0) return Math.min(components, n - 1)
  const total = ascending.reduceRight((sum, value) => sum + value, 0)
  let kept = 0
  for (let sum = 0; kept < n - 1 && sum < 0.95 * total; kept++) sum += ascending[n - 1 - kept]
  return kept
}

/** (V·Λ·Vᵀ + σ²·I)⁻¹ of the kept components. */
function probabilisticPrecision(r: Float64Array, n: number, components: number): Float64Array {
  const [values, vectors, out] = [new Float64Array(n), new Float64Array(n * n), new Float64Array(n * n)]
  eigh({ a: r, values, vectors })
  const others = n - keptOf(values, components)
  const least = NOISE * values[n - 1]
  const noise = Math.max(values.subarray(0, others).reduce((sum, value) => sum + value, 0) / others, least)
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++)
      addScaled(columnOf(out, n, j), vectors[i * n + j] / (i < others ? noise : Math.max(values[i], least)), columnOf(vectors, n, i))
  return out
}

/** Coefficients of sensor j on the others by partial least squares. */
function leastSquares(r: Float64Array, n: number, j: number, components: number): Float64Array {
  const covariance = columnOf(r, n, j).slice()
  covariance[j] = 0
  const coefficients = new Float64Array(n)
  const [weights, loadings]: [Float64Array[], Float64Array[]] = [[], []]
  for (let step = 0; step < components; step++) {
    const length = dot(covariance, covariance)
    if (!(length > NOISE * NOISE)) break
    const direction = covariance.slice()
    for (let before = 0; before < step; before++) addScaled(direction, -dot(loadings[before], covariance), weights[before])
    const image = direction.map((_, i) => (i === j ? 0 : dot(columnOf(r, n, i), direction)))
    const squares = dot(direction, image)
    if (!(squares > NOISE * length)) break
    const share = dot(direction, covariance) / squares
    const loading = image.slice()
    scaleBy(loading, 1 / squares)
    weights.push(direction)
    loadings.push(loading)
    addScaled(coefficients, share, direction)
    addScaled(covariance, -share, image)
  }
  return coefficients
}

function coefficientsOf(r: Float64Array, { cols, method, ridge, components }: Fit, spread: Float64Array): Float64Array {
  const out = new Float64Array(cols * cols)
  if (method === PLS) {
    const steps = Math.min(components || 5, cols - 1)
    for (let j = 0; j < cols; j++) out.set(leastSquares(r, cols, j, steps), j * cols)
    return out
  }
  const precision =
    method === PCA
      ? probabilisticPrecision(r, cols, components)
      : invertPositive(
          r.map((value, at) => value + (at % (cols + 1) ? 0 : ridge)),
          cols,
        )
  return precision.map((value, at) => {
    const [i, j] = [at % cols, Math.floor(at / cols)]
    return i === j || spread[i] === 0 || spread[j] === 0 ? 0 : -value / precision[j * cols + j]
  })
}

/** Σ_k d_k·b_kj in order, of one row. */
function expectedOf(row: readonly number[], coefficients: Float64Array, j: number): number {
  return row.reduce((sum, d, k) => sum + d * coefficients[j * row.length + k], 0)
}

function residualScale(residuals: Float64Array): number {
  const observed = residuals.filter(finite)
  if (observed.length === 0) return Number.NaN
  const middle = medianOf(observed)
  const deviation = medianOf(observed.map((e) => Math.abs(e - middle)))
  const zeroed = residuals.map((e) => (finite(e) ? e : 0))
  return Math.max(1.4826 * deviation, 0.5 * rootMeanSquare(zeroed, observed.length), 1e-6)
}

export function omrFit(call: Fit): void {
  const { x, rows, cols, center, coefficients, scale } = call
  const z = new Float64Array(x.length)
  const spread = new Float64Array(cols)
  for (let c = 0; c < cols; c++) {
    const column = columnOf(x, rows, c)
    center[c] = meanOf(column)
    const { deviations, count } = deviationsFrom(column, center[c])
    const size = rootMeanSquare(deviations, Math.max(count - 1, 1))
    spread[c] = size > 0 && finite(size) ? size : 0
    if (spread[c] > 0)
      z.set(
        deviations.map((d) => d / size),
        c * rows,
      )
  }
  const r = new Float64Array(cols * cols)
  gram({ x: z, rows, cols, out: r })
  scaleBy(r, 1 / Math.max(rows - 1, 1))
  const standard = coefficientsOf(r, call, spread)
  const residuals = Float64Array.from(x, (value, at) => {
    const [row, j] = [at % rows, Math.floor(at / rows)]
    const deviations = Array.from({ length: cols }, (_, k) => z[k * rows + row])
    return finite(value - center[j]) ? deviations[j] - expectedOf(deviations, standard, j) : Number.NaN
  })
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < cols; i++)
      coefficients[j * cols + i] = standard[j * cols + i] === 0 ? 0 : orNan((standard[j * cols + i] * spread[j]) / spread[i])
    const fits = spread[j] > 0 && coefficients.subarray(j * cols, (j + 1) * cols).every(finite)
    scale[j] = fits ? orNan(residualScale(columnOf(residuals, rows, j)) * spread[j]) : Number.NaN
  }
}

/** Deviations of one row from the centre, missing ones 0, and what is expected of them. */
function predict({ x, rows, cols }: Data, { center, coefficients }: Omit<Model, 'scale'>, row: number) {
  const raw = Array.from({ length: cols }, (_, c) => x[c * rows + row] - center[c])
  const deviations = raw.map((d) => (finite(d) ? d : 0))
  return { observed: raw.map(finite), deviations, expected: deviations.map((_, j) => expectedOf(deviations, coefficients, j)) }
}

/** (e/scale)² of a row's sensors, undefined where one has no residual. */
function parts(call: Data & Model, row: number): (number | undefined)[] {
  const { observed, deviations, expected } = predict(call, call, row)
  return deviations.map((d, j) => {
    const residual = (d - expected[j]) / call.scale[j]
    return observed[j] && call.scale[j] > 0 && finite(call.scale[j]) ? residual * residual : undefined
  })
}

export function omrScore({ out, ...call }: Data & Model & { out: Float64Array }): void {
  for (let row = 0; row < call.rows; row++) {
    const present = parts(call, row).filter((part) => part !== undefined)
    out[row] = present.length ? Math.sqrt(present.reduce((sum, part) => sum + part)) : Number.NaN
  }
}

export function omrContributions({ out, ...call }: Data & Model & { out: Float64Array }): void {
  for (let row = 0; row < call.rows; row++) for (const [c, part] of parts(call, row).entries()) out[c * call.rows + row] = part ?? 0
}

export function omrReconstruct({ out, ...call }: Data & Omit<Model, 'scale'> & { out: Float64Array }): void {
  for (let row = 0; row < call.rows; row++)
    for (const [c, expected] of predict(call, call, row).expected.entries()) out[c * call.rows + row] = call.center[c] + expected
}
