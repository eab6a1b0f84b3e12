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
//   −Inf | s[0] … s[length − 1] | +Inf      16 bytes each; the length is rounded up to STEP; a sentinel at either end

/** Values that one turn of a loop replaces: unrolled, for the loop's own work would be a third. */
const STEP = 8

/** Bytes from s[0] to the sentinel behind the last place of a window of `window` rows. */
@inline export function sortedLengthBytes(window: i32): usize { return ((<usize>window + STEP - 1) & -STEP) << 4 }

/** Bytes of a window of `window` rows with its sentinels. */
@inline export function sortedBytes(window: i32): usize { return sortedLengthBytes(window) + 32 }

/** Empties both windows. `begin` and `end` bound the places, here and below. */
export function clearSorted(begin: usize, end: usize): void {
  v128.store(begin - 16, f64x2.splat(-Infinity))
  for (let at = begin; at <= end; at += 16) v128.store(at, f64x2.splat(Infinity))
}

/** The pseudo-code's r[i]. */
@inline function without(leaving: v128, here: v128, next: v128): v128 {
  return v128.bitselect(here, next, f64x2.lt(here, leaving))
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
    const s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48), s4 = v128.load(at, 64)
    const s5 = v128.load(at, 80), s6 = v128.load(at, 96), s7 = v128.load(at, 112), s8 = v128.load(at, 128)
    const r0 = without(leaving, s0, s1), r1 = without(leaving, s1, s2), r2 = without(leaving, s2, s3), r3 = without(leaving, s3, s4)
    v128.store(at, withEntering(entering, before, r0))
    v128.store(at, withEntering(entering, r0, r1), 16)
    v128.store(at, withEntering(entering, r1, r2), 32)
    v128.store(at, withEntering(entering, r2, r3), 48)
    const r4 = without(leaving, s4, s5), r5 = without(leaving, s5, s6), r6 = without(leaving, s6, s7), r7 = without(leaving, s7, s8)
    v128.store(at, withEntering(entering, r3, r4), 64)
    v128.store(at, withEntering(entering, r4, r5), 80)
    v128.store(at, withEntering(entering, r5, r6), 96)
    v128.store(at, withEntering(entering, r6, r7), 112)
    before = r7
    s0 = s8
  }
}

/** What replaceSorted would leave at the place `at`. */
@inline export function replacedAt(at: usize, leaving: v128, entering: v128): v128 {
  const here = v128.load(at)
  return withEntering(entering, without(leaving, v128.load(at - 16), here), without(leaving, here, v128.load(at, 16)))
}

/**
 * Two replacements in one pass, the second one place behind the first, for half the loads and stores (a quarter of the time, measured).
 * t are the values after the first replacement, u are they without `leaving2`.
 */
@inline export function replaceSortedTwice(begin: usize, end: usize, leaving1: v128, entering1: v128, leaving2: v128, entering2: v128): void {
  let s0 = v128.load(begin)
  let r = f64x2.splat(-Infinity), t = r, u = r
  for (let at = begin; at < end; at += STEP * 16) {
    const s1 = v128.load(at, 16), r0 = without(leaving1, s0, s1), t0 = withEntering(entering1, r, r0), u0 = without(leaving2, t, t0)
    v128.store(at - 16, withEntering(entering2, u, u0))
    const s2 = v128.load(at, 32), r1 = without(leaving1, s1, s2), t1 = withEntering(entering1, r0, r1), u1 = without(leaving2, t0, t1)
    v128.store(at, withEntering(entering2, u0, u1))
    const s3 = v128.load(at, 48), r2 = without(leaving1, s2, s3), t2 = withEntering(entering1, r1, r2), u2 = without(leaving2, t1, t2)
    v128.store(at, withEntering(entering2, u1, u2), 16)
    const s4 = v128.load(at, 64), r3 = without(leaving1, s3, s4), t3 = withEntering(entering1, r2, r3), u3 = without(leaving2, t2, t3)
    v128.store(at, withEntering(entering2, u2, u3), 32)
    const s5 = v128.load(at, 80), r4 = without(leaving1, s4, s5), t4 = withEntering(entering1, r3, r4), u4 = without(leaving2, t3, t4)
    v128.store(at, withEntering(entering2, u3, u4), 48)
    const s6 = v128.load(at, 96), r5 = without(leaving1, s5, s6), t5 = withEntering(entering1, r4, r5), u5 = without(leaving2, t4, t5)
    v128.store(at, withEntering(entering2, u4, u5), 64)
    const s7 = v128.load(at, 112), r6 = without(leaving1, s6, s7), t6 = withEntering(entering1, r5, r6), u6 = without(leaving2, t5, t6)
    v128.store(at, withEntering(entering2, u5, u6), 80)
    const s8 = v128.load(at, 128), r7 = without(leaving1, s7, s8), t7 = withEntering(entering1, r6, r7), u7 = without(leaving2, t6, t7)
    v128.store(at, withEntering(entering2, u6, u7), 96)
    s0 = s8
    r = r7
    t = t7
    u = u7
  }
  v128.store(end - 16, withEntering(entering2, u, f64x2.splat(Infinity)))
}
