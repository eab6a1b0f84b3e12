// The values nearest to a median are neighbours in the sorted order: a run of ranks, which follows a sliding window by a
// step or two a row. From its two ends, and the two values just outside, comes the median absolute deviation: with n = 2h + 1
// values it is the deviation of the (h + 1)-th nearest, with n = 2h the mean of the h-th's and the next one's.
//
//   run   0: first rank i32 | 4: last rank i32 | 8: how many members of the set lie between them, both included i32
import { atOrAbove, atOrBelow } from '../window/rank-set'

/** Bytes of a run. */
export const RUN_BYTES: usize = 16

/** An empty run. */
@inline export function clearRun(run: usize): void { v128.store(run, i64x2.splat(0)) }

/** A member has left the set (change −1) or entered it (+1). */
@inline export function adjustRun(run: usize, member: i32, change: i32): void {
  if (member >= load<i32>(run) && member <= load<i32>(run, 4)) store<i32>(run, load<i32>(run, 8) + change, 8)
}

@inline function valueAt(values: usize, member: i32): f64 { return load<f64>(values + (<usize>member << 3)) }

/** How far the value of a member lies below the center; +Inf when there is no such member. */
@inline function below(values: usize, member: i32, center: f64, scale: f64): f64 {
  return member < 0 ? Infinity : center - valueAt(values, member) * scale
}

/** How far it lies above. */
@inline function above(values: usize, member: i32, center: f64, scale: f64): f64 {
  return member < 0 ? Infinity : valueAt(values, member) * scale - center
}

/** Makes the run `length` long: the nearer neighbour comes in, or the farther end goes. An empty run starts at `seat`. */
function resizeRun(run: usize, set: usize, leaves: i32, values: usize, length: i32, seat: i32, center: f64, scale: f64): void {
  let count = load<i32>(run, 8)
  let first = count ? atOrAbove(set, leaves, load<i32>(run)) : seat
  let last = count ? atOrBelow(set, leaves, load<i32>(run, 4)) : seat
  for (count = max(count, 1); count < length; count++) {
    const left = atOrBelow(set, leaves, first - 1), right = atOrAbove(set, leaves, last + 1)
    if (right < 0 || (left >= 0 && below(values, left, center, scale) <= above(values, right, center, scale))) first = left
    else last = right
  }
  for (; count > length; count--) {
    if (below(values, first, center, scale) > above(values, last, center, scale)) first = atOrAbove(set, leaves, first + 1)
    else last = atOrBelow(set, leaves, last - 1)
  }
  store<i32>(run, first)
  store<i32>(run, last, 4)
  store<i32>(run, length, 8)
}

/** Moves the run to where no value outside is nearer than one inside; returns the deviation sought, multiplied by `scale` on the way. */
function settleRun(run: usize, set: usize, leaves: i32, values: usize, odd: bool, center: f64, scale: f64): f64 {
  let first = load<i32>(run), last = load<i32>(run, 4)
  let farLeft = below(values, first, center, scale), farRight = above(values, last, center, scale)
  while (true) {
    const left = atOrBelow(set, leaves, first - 1), right = atOrAbove(set, leaves, last + 1)
    const nextLeft = below(values, left, center, scale), nextRight = above(values, right, center, scale)
    if (nextRight < farLeft) {
      first = atOrAbove(set, leaves, first + 1)
      last = right
    } else if (nextLeft < farRight) {
      first = left
      last = atOrBelow(set, leaves, last - 1)
    } else {
      store<i32>(run, first)
      store<i32>(run, last, 4)
      const inner = max(farLeft, farRight)
      return (inner + (odd ? inner : min(nextLeft, nextRight))) * (0.5 / scale) + 0.0
    }
    farLeft = below(values, first, center, scale)
    farRight = above(values, last, center, scale)
  }
}

/** Median absolute deviation of the n members' values; `seat` is the member at or just below their median. */
export function runDeviation(run: usize, set: usize, leaves: i32, values: usize, n: i32, seat: i32, median: f64): f64 {
  resizeRun(run, set, leaves, values, (n + 1) >> 1, seat, median, 1)
  const deviation = settleRun(run, set, leaves, values, <bool>(n & 1), median, 1)
  if (deviation < Infinity) return deviation
  return settleRun(run, set, leaves, values, <bool>(n & 1), median * 0.5, 0.5)
}
