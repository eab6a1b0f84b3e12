// The plain meaning of the rolling order statistics: the observed values of the window, kept in order.
import { sortedDeviation, sortedMedian } from '../robust/order.ts'
import type { Rolling } from '../windows.ts'

/** Where in the first `count` values, which ascend, a value is or would be. */
function placeOf(values: Float64Array, count: number, value: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** A statistic of the observed values, in order, of every trailing window. */
function roll({ x, rows, cols, window, minPeriods, out }: Rolling, statistic: (sorted: Float64Array) => number): void {
  const values = new Float64Array(Math.min(window, rows))
  for (let c = 0; c < cols; c++) {
    const column = x.subarray(c * rows, (c + 1) * rows)
    let count = 0
    for (let row = 0; row < rows; row++) {
      const [leaving, entering] = [column[row - window], column[row]]
      if (Number.isFinite(leaving)) {
        const place = placeOf(values, count, leaving)
        values.copyWithin(place, place + 1, count--)
      }
      if (Number.isFinite(entering)) {
        const place = placeOf(values, count, entering)
        values.copyWithin(place + 1, place, count++)
        values[place] = entering
      }
      out[c * rows + row] = count < Math.max(1, minPeriods) ? Number.NaN : statistic(values.subarray(0, count))
    }
  }
}

/** Linear interpolation between the two values around position q·(n − 1). */
function sortedQuantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1)
  const lower = sorted[Math.trunc(position)]
  const upper = sorted[Math.min(Math.trunc(position) + 1, sorted.length - 1)]
  const fraction = position % 1
  return Number.isFinite(upper - lower) ? lower + (upper - lower) * fraction : lower * (1 - fraction) + upper * fraction
}

export const rollingMedian = (call: Rolling): void => roll(call, sortedMedian)
export const rollingQuantile = (call: Rolling & { readonly q: number }): void => roll(call, (sorted) => sortedQuantile(sorted, call.q))
export const rollingMad = (call: Rolling): void => roll(call, (sorted) => sortedDeviation(sorted))
