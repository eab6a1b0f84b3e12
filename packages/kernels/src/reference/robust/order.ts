// The plain meaning of the robust statistics: everything sorted.

interface Column {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly out: Float64Array
}

/** (a + b) / 2, also where a + b overflows. */
const midpoint = (a: number, b: number): number => (Number.isFinite(a + b) ? (a + b) / 2 : a / 2 + b / 2)

/** Median of n ≥ 1 finite values in ascending order. */
export const sortedMedian = (sorted: Float64Array): number => midpoint(sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1])

/**
 * Median absolute deviation of n ≥ 1 finite values in ascending order: the deviations to either side of the median are in order
 * already, so the nearer one is drawn until the middle is reached. Where a deviation overflows, all are halved.
 */
export function sortedDeviation(sorted: Float64Array, scale = 1): number {
  const n = sorted.length
  const median = sortedMedian(sorted) * scale
  let right = n >> 1
  let left = right - 1
  let [lower, upper] = [0, 0]
  for (let drawn = 0; drawn <= n >> 1; drawn++) {
    const above = right < n ? sorted[right] * scale - median : Number.NaN
    const below = left >= 0 ? median - sorted[left] * scale : Number.NaN
    lower = upper
    if (left < 0 || above <= below) {
      upper = above
      right++
    } else {
      upper = below
      left--
    }
  }
  const deviation = ((n % 2 ? upper : lower) + upper) * (0.5 / scale)
  return Number.isFinite(deviation) || scale < 1 ? deviation : sortedDeviation(sorted, 0.5)
}

/** What the rounded sum `a` + `b` = `sum` lacks (Knuth). */
function sumError(a: number, b: number, sum: number): number {
  const second = sum - a
  return a - (sum - second) + (b - second)
}

/** What the rounded product `a` · `b` = `product` lacks (Dekker 1971): the factors split into halves of 26 bits. */
function productError(a: number, b: number, product: number): number {
  const [aUpper, bUpper] = [a, b].map((v) => (2 ** 27 + 1) * v - ((2 ** 27 + 1) * v - v))
  const [aLower, bLower] = [a - aUpper, b - bUpper]
  return aUpper * bUpper - product + aUpper * bLower + aLower * bUpper + aLower * bLower
}

/** a + (b − a)·t rounded once, and what that lacks. */
function interpolate(a: number, b: number, t: number): [value: number, error: number] {
  const product = (b - a) * t
  const sum = a + product
  const tail = sumError(a, product, sum) + (productError(b - a, t, product) + sumError(b, -a, b - a) * t)
  return [sum + tail, sumError(sum, tail, sum + tail)]
}

/** A power of two by which no error term of numbers up to `largest` overflows or is lost. */
function scaleFor(largest: number): number {
  if (largest > 2 ** 900) return 2 ** -200
  return largest < 2 ** -700 ? 2 ** 200 : 1
}

/** The quantile of n ≥ 1 finite values in ascending order between the two around position q·(n − 1), multiplied by `scale`. */
function scaledQuantile(sorted: Float64Array, q: number, scale: number): [value: number, error: number] {
  const position = q * (sorted.length - 1)
  const lower = Math.floor(position)
  if (position === lower) return [sorted[lower] * scale, 0]
  return interpolate(sorted[lower] * scale, sorted[Math.min(lower + 1, sorted.length - 1)] * scale, position - lower)
}

function sortedQuantile(sorted: Float64Array, q: number): number {
  const lower = Math.floor(q * (sorted.length - 1))
  const scale = scaleFor(Math.max(Math.abs(sorted[lower]), Math.abs(sorted[Math.min(lower + 1, sorted.length - 1)])))
  return scaledQuantile(sorted, q, scale)[0] / scale
}

function sortedQuartileRange(sorted: Float64Array): number {
  const quarter = (sorted.length - 1) / 4
  const scale = scaleFor(Math.max(Math.abs(sorted[Math.floor(quarter)]), Math.abs(sorted[Math.ceil(3 * quarter)])))
  const [low, lowError] = scaledQuantile(sorted, 0.25, scale)
  const [high, highError] = scaledQuantile(sorted, 0.75, scale)
  const range = high - low
  return (range + (sumError(high, -low, range) + (highError - lowError))) / scale
}

/** The observed values of a column in ascending order. */
const sortedColumn = (x: Float64Array, rows: number, col: number): Float64Array =>
  x
    .slice(col * rows, (col + 1) * rows)
    .filter(Number.isFinite)
    .sort()

/** A statistic of each column's observed values in order; NaN where there are none. */
function perColumn({ x, rows, cols, out }: Column, statistic: (sorted: Float64Array) => number): void {
  for (let c = 0; c < cols; c++) {
    const sorted = sortedColumn(x, rows, c)
    out[c] = sorted.length ? statistic(sorted) : Number.NaN
  }
}

export const median = (call: Column): void => perColumn(call, sortedMedian)
export const mad = (call: Column): void => perColumn(call, (sorted) => sortedDeviation(sorted))
export const iqr = (call: Column): void => perColumn(call, sortedQuartileRange)

export function quantiles({ x, rows, cols, q, out }: Column & { readonly q: Float64Array }): void {
  for (let c = 0; c < cols; c++) {
    const sorted = sortedColumn(x, rows, c)
    q.forEach((level, i) => {
      out[c * q.length + i] = sorted.length ? sortedQuantile(sorted, level) : Number.NaN
    })
  }
}
