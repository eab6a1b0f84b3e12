// The plain meaning of the rolling skewness and kurtosis: every window by itself, in two passes.
import type { Rolling } from '../windows.ts'

type CentralSums = readonly [squares: number, cubes: number, fourths: number]
/** What is made of the sums over `n` observed values of a window. */
type Statistic = (n: number, sums: CentralSums) => number

/** Σ e², Σ e³ and Σ e⁴ of the deviations e from the mean, in units of a power of two near the largest value; zeros if all are equal. */
function centralSums(values: Float64Array): CentralSums {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  // Scaled twice, for no one power of two brings the smallest doubles near 1.
  const exponent = largest ? Math.floor(Math.log2(largest)) : 0
  const half = 2 ** -Math.trunc(exponent / 2)
  const rest = 2 ** -(exponent - Math.trunc(exponent / 2))
  const first = values[0] * half * rest
  const deviations = values.map((value) => value * half * rest - first)
  let sum = 0
  for (const d of deviations) sum += d
  const mean = sum / values.length
  const sums: [number, number, number] = [0, 0, 0]
  if (deviations.every((d) => d === 0)) return sums
  let excess = 0
  for (const d of deviations) {
    const e = d - mean
    excess += e
    sums[0] += e * e
    sums[1] += e * e * e
    sums[2] += e * e * e * e
  }
  const shift = excess / values.length
  return [sums[0] - shift * excess, sums[1] - 3 * shift * sums[0], sums[2] - 4 * shift * sums[1]]
}

const skewOf: Statistic = (n, [squares, cubes]) =>
  n < 3 || squares === 0 ? Number.NaN : (n * Math.sqrt(n - 1) * (cubes / squares)) / ((n - 2) * Math.sqrt(squares))

const kurtOf: Statistic = (n, [squares, , fourths]) =>
  n < 4 || squares === 0 ? Number.NaN : ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * n * (fourths / squares / squares) - 3 * (n - 1))

/** Statistics of every trailing window; those of one column fill consecutive output columns. */
function roll({ x, rows, cols, window, minPeriods, out }: Rolling, statistics: readonly Statistic[]): void {
  const seen = new Float64Array(Math.min(window, rows))
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      let count = 0
      for (let r = c * rows + Math.max(row - window + 1, 0); r <= c * rows + row; r++) if (Number.isFinite(x[r])) seen[count++] = x[r]
      const sums = centralSums(seen.subarray(0, count))
      statistics.forEach((statistic, i) => {
        out[(c * statistics.length + i) * rows + row] = count < minPeriods ? Number.NaN : statistic(count, sums)
      })
    }
  }
}

export const rollingSkew = (call: Rolling): void => roll(call, [skewOf])
export const rollingKurt = (call: Rolling): void => roll(call, [kurtOf])
export const rollingSkewKurt = (call: Rolling): void => roll(call, [skewOf, kurtOf])
