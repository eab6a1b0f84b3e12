// Order statistics by partial sorting in place.
//
// Quickselect (Hoare 1961) with the branch-free partition of Lomuto: the store position advances by a comparison's
// result, so nothing is mispredicted. The pivot is a median of three, of three medians of three on long ranges. A
// pivot that is the smallest of its range splits off every value equal to it, so that quantised sensors (few distinct
// values) take as many rounds as they have levels. The usual cost is about 3 · length steps; when 16 · length are done, the value is
// found by halving the doubles between the least and the greatest, at most 64 counting passes: O(length) whatever the values are.

import { orderedKey, valueOfKey } from './radix-sort'

/** Ranges longer than this take the median of three medians as their pivot. */
const LONG_RANGE = 128

@inline function at(values: usize, index: i32): f64 { return load<f64>(values + (<usize>index << 3)) }
@inline function put(values: usize, index: i32, value: f64): void { store<f64>(values + (<usize>index << 3), value) }

@inline function middleOf(a: f64, b: f64, c: f64): f64 {
  return max(min(a, b), min(max(a, b), c))
}

function pivotOf(values: usize, begin: i32, end: i32): f64 {
  const last = end - 1
  const middle = begin + ((end - begin) >> 1)
  if (end - begin <= LONG_RANGE) return middleOf(at(values, begin), at(values, middle), at(values, last))
  const step = (end - begin) >> 3
  return middleOf(
    middleOf(at(values, begin), at(values, begin + step), at(values, begin + 2 * step)),
    middleOf(at(values, middle - step), at(values, middle), at(values, middle + step)),
    middleOf(at(values, last - 2 * step), at(values, last - step), at(values, last)))
}

/** Moves the values below `pivot` to the front of the range; returns one past them. */
function partitionBelow(values: usize, begin: i32, end: i32, pivot: f64): i32 {
  let border = begin
  for (let i = begin; i < end; i++) {
    const value = at(values, i)
    put(values, i, at(values, border))
    put(values, border, value)
    border += i32(value < pivot)
  }
  return border
}

/** Moves the values not above `pivot` to the front of the range; returns one past them. */
function partitionNotAbove(values: usize, begin: i32, end: i32, pivot: f64): i32 {
  let border = begin
  for (let i = begin; i < end; i++) {
    const value = at(values, i)
    put(values, i, at(values, border))
    put(values, border, value)
    border += i32(value <= pivot)
  }
  return border
}

/** How many values of the range are not above `bound`. */
function countNotAbove(values: usize, begin: i32, end: i32, bound: f64): i32 {
  const bounds = f64x2.splat(bound)
  let counts = i64x2.splat(0)
  let i = begin
  for (; i + 2 <= end; i += 2) counts = i64x2.sub(counts, f64x2.le(v128.load(values + (<usize>i << 3)), bounds))
  return i32(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1)) + i32(i < end && at(values, i) <= bound)
}

/** The value of rank `k` of all, which lies in the range: the least number that enough values do not exceed, by halving the doubles between. */
function bisect(values: usize, begin: i32, end: i32, k: i32): f64 {
  let low = u64.MAX_VALUE
  let high: u64 = 0
  for (let i = begin; i < end; i++) {
    const key = orderedKey(at(values, i))
    low = min(low, key)
    high = max(high, key)
  }
  while (low < high) {
    const middle = low + ((high - low) >> 1)
    if (begin + countNotAbove(values, begin, end, valueOfKey(middle)) > k) high = middle
    else low = middle + 1
  }
  return valueOfKey(low)
}

/**
 * The value of 0-based rank `k` among `length` finite values, 0 ≤ k < length. Afterwards it stands at `k`, nothing
 * before it is above it and nothing after it is below it; otherwise the order is destroyed.
 */
export function selectAt(values: usize, length: i32, k: i32): f64 {
  let begin = 0
  let end = length
  for (let steps = <i64>length << 4; end - begin > 1; steps -= end - begin) {
    // The value itself as pivot ends the search in this round or the next.
    const pivot = steps > 0 ? pivotOf(values, begin, end) : bisect(values, begin, end, k)
    const border = partitionBelow(values, begin, end, pivot)
    if (k < border) { end = border; continue }
    if (border > begin) { begin = border; continue }
    const equalEnd = partitionNotAbove(values, begin, end, pivot)
    if (k < equalEnd) break
    begin = equalEnd
  }
  return at(values, k)
}

/**
 * Median of `length` ≥ 1 finite values, whose order it destroys; of an even count the mean of the middle two, halved
 * before adding only where their sum overflows.
 */
export function medianOf(values: usize, length: i32): f64 {
  const half = length >> 1
  const upper = selectAt(values, length, half)
  if (length & 1) return upper
  let lower = at(values, 0)
  for (let i = 1; i < half; i++) lower = max(lower, at(values, i))
  const sum = lower + upper
  return abs(sum) < Infinity ? 0.5 * sum : 0.5 * lower + 0.5 * upper
}
