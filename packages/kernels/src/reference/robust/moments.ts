// The plain meaning of the moments: loops over observed (finite) values, column by column.

interface Columns {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly out: Float64Array
}

/** Exact power-of-two scale that keeps squares of anything up to `largest` within the range of a double, and their digits. */
export function scaleFor(largest: number): number {
  if (largest > 2 ** 400) return 2 ** -700
  return largest < 2 ** -250 ? 2 ** 700 : 1
}

/** Sum of observed values over `divisor`; 0 for none. Scaled so that only a result beyond 1.8e308 overflows. */
export function sumOver(values: Float64Array, divisor: number): number {
  let sum = 0
  for (const value of values) if (Number.isFinite(value)) sum += value
  if (Number.isFinite(sum)) return sum / divisor
  sum = 0
  for (const value of values) if (Number.isFinite(value)) sum += value * 2 ** -64
  return (sum / divisor) * 2 ** 64
}

export function countObserved(values: Float64Array): number {
  let count = 0
  for (const value of values) if (Number.isFinite(value)) count++
  return count
}

/**
 * Sample standard deviation (ddof 1) of the observed values, or its square; NaN for fewer than two.
 * Deviations are taken from the first observed value, so an offset costs no digits and a constant gives exactly 0; what rounding
 * leaves of their sum about the mean is subtracted (Chan, Golub and LeVeque 1983).
 */
export function spreadOf(values: Float64Array, root: boolean): number {
  const observed = values.filter(Number.isFinite)
  if (observed.length < 2) return Number.NaN
  let largest = 0
  for (const value of observed) largest = Math.max(largest, Math.abs(value))
  const scale = scaleFor(largest)
  const pivot = observed[0] * scale
  let sum = 0
  for (const value of observed) sum += value * scale - pivot
  const mean = sum / observed.length
  let squares = 0
  let excess = 0
  for (const value of observed) {
    const d = value * scale - pivot - mean
    squares += d * d
    excess += d
  }
  const variance = Math.max(squares - (excess * excess) / observed.length, 0) / (observed.length - 1)
  return root ? Math.sqrt(variance) / scale : variance / scale / scale
}

export function mean({ x, rows, cols, out }: Columns): void {
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    const count = countObserved(column)
    out[c] = count ? sumOver(column, count) : Number.NaN
  }
}

export function std({ x, rows, cols, out }: Columns): void {
  for (let c = 0; c < cols; c++) out[c] = spreadOf(x.subarray(c * rows, (c + 1) * rows), true)
}
