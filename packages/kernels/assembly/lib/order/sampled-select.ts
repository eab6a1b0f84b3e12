// Two neighbouring order statistics of a long run of values in one pass over it.
//
// After Floyd and Rivest, "Expected time bounds for selection", CACM 18 (1975): of a sample, one value from each stretch
// of the run, two values `low` and `high` are taken that bracket the ranks sought with near certainty; one pass counts the
// values below, at and above them and gathers those strictly between, of which quickselect finds the ones sought.
// Departures:
//
//   - The run is not partitioned but read, two values an instruction and without a branch: the gather's store position
//     advances by the comparison's result.
//   - What equals `low` or `high` is counted, never gathered: a sensor of few levels (or of one) is done after the pass.
//   - The sample's places are drawn, one in each stretch, by a fixed generator: sorted runs give the best sample, and periodic
//     ones no worse than a random one.
//   - A sample that missed (about one in eighty) costs a quickselect of everything (lib/order/select): O(length) whatever the values are.
//
// Cost: about 1 ns a value. The values are not NaN; infinite ones have their place in the order.
//
//   work   0: lower f64 | 8: upper f64 | 16: below, 24: notAboveLow, 32: notAboveHigh, i32 counts | 48: values

import { selectAt } from './select'

/** Shorter runs are selected from at once: the sample would cost what it saves (measured from 300 to 2000). */
const SHORT = 640
/** Reach of the bracket to either side, in standard errors of a sample's rank: less misses more often, more gathers more (measured: 2 to 3 cost the same). */
const REACH: f64 = 2.5
/** Bytes of `work` before its values. */
const HEAD: usize = 48

/** Bytes of `work` for runs of at most `length` values. */
@inline export function selectPairBytes(length: i32): usize { return HEAD + (<usize>(length + 2) << 3) }

/** The smaller and the larger of the two order statistics that `selectPair` found. */
@inline export function lowerOf(work: usize): f64 { return load<f64>(work) }
@inline export function upperOf(work: usize): f64 { return load<f64>(work, 8) }

@inline function setPair(work: usize, lower: f64, upper: f64): void {
  store<f64>(work, lower)
  store<f64>(work, upper, 8)
}

@inline function total(pair: v128): i32 { return i32(i64x2.extract_lane(pair, 0) + i64x2.extract_lane(pair, 1)) }

/** Sample size: the 2/3rd power of the length by which sampling and gathering cost about the same, between 128 and 16384. */
function sampleSize(length: i32): i32 {
  let size = 128
  while (size < 16384 && <i64>size * size * size < <i64>length * length) size <<= 1
  return size
}

/** One value from each of `size` equal stretches of the run. */
function drawSample(values: usize, length: i32, size: i32, sample: usize): void {
  let state: u32 = 1
  for (let i = 0; i < size; i++) {
    const begin = i32((<i64>length * i) / size)
    const stretch = i32((<i64>length * (i + 1)) / size) - begin
    // The multiplier of Numerical Recipes' quick generator; its upper bits choose.
    state = state * 1664525 + 1013904223
    store<f64>(sample + (<usize>i << 3), load<f64>(values + (<usize>(begin + i32((<u64>state * stretch) >> 32)) << 3)))
  }
}

/** Counts what is below `low`, not above it, and not above `high`; gathers what is strictly between, and returns how many that is. */
function divide(values: usize, length: i32, low: f64, high: f64, work: usize): i32 {
  const lows = f64x2.splat(low), highs = f64x2.splat(high)
  let below = i64x2.splat(0), notAboveLow = i64x2.splat(0), notAboveHigh = i64x2.splat(0)
  let to = work + HEAD
  for (let at = values, end = values + (<usize>length << 3); at < end; at += 16) {
    const pair = at + 8 < end ? v128.load(at) : f64x2.replace_lane(f64x2.splat(NaN), 0, load<f64>(at))
    const lowMask = f64x2.le(pair, lows)
    const between = <usize>i64x2.bitmask(v128.andnot(f64x2.lt(pair, highs), lowMask))
    below = i64x2.sub(below, f64x2.lt(pair, lows))
    notAboveLow = i64x2.sub(notAboveLow, lowMask)
    notAboveHigh = i64x2.sub(notAboveHigh, f64x2.le(pair, highs))
    v128.store64_lane(to, pair, 0)
    to += (between & 1) << 3
    v128.store64_lane(to, pair, 1)
    to += (between & 2) << 2
  }
  store<i32>(work, total(below), 16)
  store<i32>(work, total(notAboveLow), 24)
  store<i32>(work, total(notAboveHigh), 32)
  return i32((to - work - HEAD) >> 3)
}

/** The pair within the values gathered in `work`, of which it is the k-th and the next. */
function selectGathered(work: usize, count: i32, k: i32, high: f64): void {
  const values = work + HEAD
  const lower = selectAt(values, count, k)
  let upper = high
  for (let i = k + 1; i < count; i++) upper = min(upper, load<f64>(values + (<usize>i << 3)))
  setPair(work, lower, upper)
}

function selectAll(values: usize, length: i32, k: i32, work: usize): void {
  memory.copy(work + HEAD, values, <usize>length << 3)
  selectGathered(work, length, k, Infinity)
}

/** Finds the values of 0-based ranks `k` and `k + 1` among `length` > k; past the last one there is an infinite value. */
export function selectPair(values: usize, length: i32, k: i32, work: usize): void {
  if (length < SHORT) return selectAll(values, length, k, work)
  const size = sampleSize(length)
  const sample = work + HEAD
  drawSample(values, length, size, sample)
  const share = (f64(k) + 0.5) / f64(length)
  const reach = REACH * sqrt(f64(size) * share * (1 - share)) + 1
  const lowRank = i32(floor(share * f64(size) - reach)), highRank = i32(ceil(share * f64(size) + reach))
  const low = lowRank < 0 ? -Infinity : selectAt(sample, size, lowRank)
  const after = max(lowRank + 1, 0)
  const high = highRank >= size ? Infinity : selectAt(sample + (<usize>after << 3), size - after, highRank - after)
  const count = divide(values, length, low, high, work)
  const below = load<i32>(work, 16), notAboveLow = load<i32>(work, 24), notAboveHigh = load<i32>(work, 32)
  const next = k + 1
  if (k < below || next >= notAboveHigh && notAboveHigh < length) selectAll(values, length, k, work)
  else if (next < notAboveLow) setPair(work, low, low)
  else if (k >= notAboveLow + count) setPair(work, high, high)
  else if (k >= notAboveLow) selectGathered(work, count, k - notAboveLow, high)
  else if (count > 0) {
    selectGathered(work, count, 0, high)
    setPair(work, low, lowerOf(work))
  } else setPair(work, low, high)
}
