// Two windows side by side in the lanes of f64x2, each kept sorted in memory. A window that slides loses one
// value and gains one; both happen in a single pass without a branch:
//
//   r[i] = s[i] < leaving ? s[i] : s[i + 1]          the values without the first that is not below `leaving`
//   s[i] = min(max(r[i - 1], entering), r[i])        the values with `entering` in its place
//
// A missing value is +Inf, and so are the places that no row has filled yet: the observed values are the first
// ones, and their count is all that a statistic needs to know about the rest. −0 and +0 compare equal and may
// change places. Minimum and maximum are the pseudo ones (one instruction on x86): no NaN gets here.
//
//   s[0] … s[length − 1] | +Inf      16 bytes each; the length is rounded up to STEP; one sentinel

/** Values that one turn of the loop replaces: unrolled, for the loop's own work would be a third. */
const STEP = 4

/** Bytes from s[0] to the sentinel of a window of `window` rows. */
@inline export function sortedLengthBytes(window: i32): usize { return ((<usize>window + STEP - 1) & -STEP) << 4 }

/** Bytes of a window of `window` rows with its sentinel. */
@inline export function sortedBytes(window: i32): usize { return sortedLengthBytes(window) + 16 }

/** Empties both windows, whose places lie from `begin` to `end`, the sentinel. */
export function clearSorted(begin: usize, end: usize): void {
  for (let at = begin; at <= end; at += 16) v128.store(at, f64x2.splat(Infinity))
}

/**
 * The pseudo-code's r[i]. As a bitselect it takes 7 % longer (measured on AMD's Zen): three operations either way, but the first of these
 * waits for nothing.
 */
@inline function without(leaving: v128, here: v128, next: v128): v128 {
  return v128.xor(next, v128.and(v128.xor(here, next), f64x2.lt(here, leaving)))
}

/** The pseudo-code's new s[i]. */
@inline function withEntering(entering: v128, before: v128, here: v128): v128 {
  return f64x2.pmin(f64x2.pmax(before, entering), here)
}

/** Replaces `leaving`, which the windows hold, by `entering`, in both lanes. */
@inline export function replaceSorted(begin: usize, end: usize, leaving: v128, entering: v128): void {
  let before = f64x2.splat(-Infinity)
  let s0 = v128.load(begin)
  for (let at = begin; at < end; at += STEP * 16) {
    const s1 = v128.load(at, 16)
    const r0 = without(leaving, s0, s1)
    v128.store(at, withEntering(entering, before, r0))
    const s2 = v128.load(at, 32)
    const r1 = without(leaving, s1, s2)
    v128.store(at, withEntering(entering, r0, r1), 16)
    const s3 = v128.load(at, 48)
    const r2 = without(leaving, s2, s3)
    v128.store(at, withEntering(entering, r1, r2), 32)
    const s4 = v128.load(at, 64)
    const r3 = without(leaving, s3, s4)
    v128.store(at, withEntering(entering, r2, r3), 48)
    before = r3
    s0 = s4
  }
}
