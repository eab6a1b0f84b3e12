// Order statistics of a scratch list, by selection: what a quantile of many columns costs least with. Which value is the k-th does not depend on how it is
// found, so results are the same on every host.

/** Puts the k-th smallest value at k, none larger before it, none smaller behind it. Cost: about 3 n. Source: Hoare (1961), Floyd and Rivest's loop. */
export function selectInPlace(values: Float64Array, k: number, begin = 0): number {
  let low = begin
  let high = values.length - 1
  while (high > low) {
    const middle = (low + high) >> 1
    const a = values[low]
    const b = values[middle]
    const c = values[high]
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
    let i = low
    let j = high
    while (i <= j) {
      while (values[i] < pivot) i++
      while (values[j] > pivot) j--
      if (i > j) break
      const held = values[i]
      values[i++] = values[j]
      values[j--] = held
    }
    if (k <= j) high = j
    else if (k >= i) low = i
    else break
  }
  return values[k]
}

/** Quantile of a list without missing values, interpolated linearly between order statistics (NumPy's default); its order is lost. NaN for none. */
export function quantileIn(values: Float64Array, probability: number): number {
  if (values.length === 0) return Number.NaN
  const position = probability * (values.length - 1)
  const below = Math.floor(position)
  const least = selectInPlace(values, below)
  if (position === below) return least
  let next = values[below + 1]
  for (let i = below + 2; i < values.length; i++) if (values[i] < next) next = values[i]
  return least + (next - least) * (position - below)
}

/** A copy of the observed values, less `center`. Plain loops here and below: a typed array's `filter` and `map` take ten times as long (measured). */
export function observed(values: Float64Array, center = 0): Float64Array {
  const out = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] - center
    if (value - value === 0) out[count++] = value
  }
  return out.subarray(0, count)
}

/** Median of the observed values. */
export const medianIn = (values: Float64Array): number => quantileIn(observed(values), 0.5)

/** 1.4826 times the median of |value − centre|, of the observed values: the standard deviation of a normal distribution. */
export function madIn(values: Float64Array, center = 0): number {
  const off = observed(values, center)
  for (let i = 0; i < off.length; i++) off[i] = Math.abs(off[i])
  return 1.4826 * quantileIn(off, 0.5)
}

/** Standard deviation of the observed values, of the whole population. */
export function deviationOf(values: Float64Array): number {
  const seen = observed(values)
  let sum = 0
  let squares = 0
  for (let i = 0; i < seen.length; i++) sum += seen[i]
  const mean = sum / seen.length
  for (let i = 0; i < seen.length; i++) squares += (seen[i] - mean) * (seen[i] - mean)
  return Math.sqrt(squares / seen.length)
}

/** Φ⁻¹(0.995) */
const NORMAL_99 = 2.5758293035489004

/**
 * Spread of a centred series: the largest of its 0.99 quantile over that of a normal one, its MAD about 0 and half its standard deviation. The tail decides; the
 * others are floors for series that are quantised or heavy. At least 1e-9.
 */
export function spreadOf(values: Float64Array): number {
  const off = observed(values)
  if (off.length === 0) return 1e-9
  const deviation = deviationOf(off)
  for (let i = 0; i < off.length; i++) off[i] = Math.abs(off[i])
  return Math.max(quantileIn(off, 0.99) / NORMAL_99, 1.4826 * quantileIn(off, 0.5), 0.5 * deviation, 1e-9)
}
