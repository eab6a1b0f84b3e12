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

/** A statistic of each column's observed values in order; NaN where there are none. */
function perColumn({ x, rows, cols, out }: Column, statistic: (sorted: Float64Array) => number): void {
  for (let c = 0; c < cols; c++) {
    const sorted = x
      .slice(c * rows, (c + 1) * rows)
      .filter(Number.isFinite)
      .sort()
    out[c] = sorted.length ? statistic(sorted) : Number.NaN
  }
}

export const median = (call: Column): void => perColumn(call, sortedMedian)
export const mad = (call: Column): void => perColumn(call, (sorted) => sortedDeviation(sorted))
