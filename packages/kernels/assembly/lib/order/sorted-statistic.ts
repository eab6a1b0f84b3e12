// Statistics of a sorted window as sorted-window.ts keeps it: values 16 bytes apart, two windows in the lanes.
//
// The median absolute deviation needs no second sort. The k values nearest to the median m stand side by side, so
// the k-th smallest deviation is the least, over all runs of k neighbours, of the larger of the run's two end deviations:
//
//   d(k) = min over i of max(m − s[i], s[i + k − 1] − m)
//
// and with n = 2h + 1 values the MAD is d(h + 1), with n = 2h it is (d(h) + d(h + 1)) / 2. Two lanes try all runs, one lane halves its way.
import { DEVIATION, QUANTILE, between, betweenLanes, fractionOf, lowerIndex, midpoint, midpointLanes, upperIndex } from './order-statistic'

@inline function at(sorted: usize, index: i32): f64 { return load<f64>(sorted + (<usize>index << 4)) }
@inline function lanesAt(sorted: usize, index: i32): v128 { return v128.load(sorted + (<usize>index << 4)) }

/**
 * MAD of the n values, every deviation multiplied by `scale` on the way: of the runs of k = ⌈n / 2⌉ the nearest is sought by halving, for as the
 * run moves up its lower end comes nearer and its upper end goes away. At scale ½ nothing overflows, but small deviations lose bits: it is
 * for windows whose MAD at scale 1 came out infinite.
 */
function deviationAt(scale: f64, sorted: usize, n: i32, median: f64): f64 {
  const length = (n + 1) >> 1
  const center = median * scale
  let first = 0
  for (let last = n - length; first < last; ) {
    const middle = (first + last) >> 1
    const moves = at(sorted, middle + length) * scale - center < center - at(sorted, middle) * scale
    first = moves ? middle + 1 : first
    last = moves ? last : middle
  }
  const left = center - at(sorted, first) * scale, right = at(sorted, first + length - 1) * scale - center
  const inner = left > right ? left : right
  if (n & 1) return (inner + inner) * (0.5 / scale) + 0.0
  const nextLeft = first ? center - at(sorted, first - 1) * scale : Infinity
  const nextRight = first + length < n ? at(sorted, first + length) * scale - center : Infinity
  return (inner + (nextLeft < nextRight ? nextLeft : nextRight)) * (0.5 / scale) + 0.0
}

/** MAD of the first n values of one lane. */
export function sortedDeviation(sorted: usize, n: i32): f64 {
  const median = midpoint(at(sorted, (n - 1) >> 1), at(sorted, n >> 1))
  const deviation = deviationAt(1, sorted, n, median)
  return deviation < Infinity ? deviation : deviationAt(0.5, sorted, n, median)
}

/** The statistic of the first n ≥ 1 values of one lane. */
@inline export function sortedStatistic(statistic: i32, sorted: usize, n: i32, q: f64): f64 {
  if (statistic == DEVIATION) return sortedDeviation(sorted, n)
  const lower = at(sorted, lowerIndex(statistic, n, q)), upper = at(sorted, upperIndex(statistic, n, q))
  return statistic == QUANTILE ? between(lower, upper, fractionOf(n, q)) : midpoint(lower, upper)
}

/** MAD of n values in both lanes, for values too small to overflow. */
@inline function deviationLanes(sorted: usize, n: i32): v128 {
  const half = n >> 1
  const center = midpointLanes(lanesAt(sorted, (n - 1) >> 1), lanesAt(sorted, half))
  const last = sorted + (<usize>half << 4)
  const reach = <usize>half << 4
  let inner = f64x2.splat(Infinity), outer = f64x2.splat(Infinity)
  if (n & 1) {
    for (let here = sorted; here <= last; here += 16) {
      const left = f64x2.sub(center, v128.load(here)), right = f64x2.sub(v128.load(here + reach), center)
      outer = f64x2.pmin(outer, f64x2.pmax(left, right))
    }
    inner = outer
  } else {
    let nearer = f64x2.sub(v128.load(last - 16), center)
    for (let here = sorted; here < last; here += 16) {
      const left = f64x2.sub(center, v128.load(here)), right = f64x2.sub(v128.load(here + reach), center)
      inner = f64x2.pmin(inner, f64x2.pmax(left, nearer))
      outer = f64x2.pmin(outer, f64x2.pmax(left, right))
      nearer = right
    }
    inner = f64x2.pmin(inner, f64x2.pmax(f64x2.sub(center, v128.load(last)), nearer))
  }
  return f64x2.add(f64x2.mul(f64x2.add(inner, outer), f64x2.splat(0.5)), f64x2.splat(0))
}

/** The statistic of n values in both lanes, too small to overflow. `lower` and `upper` point at the values between which it lies. */
@inline export function statisticLanes(statistic: i32, sorted: usize, n: i32, lower: usize, upper: usize, fraction: v128): v128 {
  if (statistic == DEVIATION) return deviationLanes(sorted, n)
  if (statistic == QUANTILE) return betweenLanes(v128.load(lower), v128.load(upper), fraction)
  return midpointLanes(v128.load(lower), v128.load(upper))
}
