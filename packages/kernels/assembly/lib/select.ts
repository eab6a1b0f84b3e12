// Order statistics by partial sorting in place.
//
// Quickselect (Hoare 1961) with the branch-free partition of Lomuto: the store position advances by a comparison's
// result, so nothing is mispredicted. The pivot is a median of three, of three medians of three on long ranges. A
// pivot that is the smallest of its range splits off every value equal to it, so that quantised sensors (few distinct
// values) take as many rounds as they have levels. After 2·log₂(length) + 4 rounds what is left is sorted by heap, so
// no input takes more than O(length · log length); the usual cost is about 3 · length steps.

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

function siftDown(heap: usize, root: i32, length: i32): void {
  const value = at(heap, root)
  let child = 2 * root + 1
  while (child < length) {
    if (child + 1 < length && at(heap, child + 1) > at(heap, child)) child++
    if (at(heap, child) <= value) break
    put(heap, root, at(heap, child))
    root = child
    child = 2 * root + 1
  }
  put(heap, root, value)
}

/** Sorts ascending in place, O(length · log length) whatever the order; the values are finite. */
export function heapSort(values: usize, length: i32): void {
  for (let root = (length >> 1) - 1; root >= 0; root--) siftDown(values, root, length)
  for (let end = length - 1; end > 0; end--) {
    const top = at(values, 0)
    put(values, 0, at(values, end))
    put(values, end, top)
    siftDown(values, 0, end)
  }
}

/**
 * The value of 0-based rank `k` among `length` finite values, 0 ≤ k < length. Afterwards it stands at `k`, nothing
 * before it is above it and nothing after it is below it; otherwise the order is destroyed.
 */
export function selectAt(values: usize, length: i32, k: i32): f64 {
  let begin = 0
  let end = length
  for (let rounds = 2 * (32 - clz(length)) + 4; end - begin > 1; rounds--) {
    if (rounds == 0) {
      heapSort(values + (<usize>begin << 3), end - begin)
      break
    }
    const pivot = pivotOf(values, begin, end)
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
