// Rolling order statistics over short windows: two windows at a time in the lanes, each kept sorted (sorted-window.ts),
// O(window) a row but without a branch. An item is one column × one tile of rows, two items make a pair.
//
// Scratch of one member of the team, 16 bytes (one value of each lane) a place:
//
//   rows before the tile (window) | rows of the tile (tile length) | sentinel | sorted window | sentinel
//
// The rows before the first tile do not exist and are as good as missing.
import { rank, size } from './team'
import { tileBegin, tileCount, tileLength } from './row-tiles'
import { clearSorted, replaceSorted, replaceSortedTwice, replacedAt, sortedBytes, sortedLengthBytes } from './sorted-window'
import { DEVIATION, fractionOf, lowerIndex, upperIndex } from './order-statistic'
import { deviationLanes, orderLanes, sortedStatistic } from './sorted-statistic'

/** Rows of a tile, about: the two lanes' rows and their window stay in the first-level cache. */
const TILE: i32 = 1024

/** Scratch bytes of one member of the team. */
export function slidingLanesBytes(rows: i32, window: i32): f64 {
  return f64((<usize>window + tileLength(rows, tileCount(rows, TILE))) << 4) + f64(sortedBytes(window))
}

/** Writes `count` rows of a column, from `begin` on (which may be negative), into one lane. */
function gatherLane(column: usize, begin: i32, count: i32, lane: usize): void {
  const absent = min(max(0, -begin), count)
  const source = column + (<usize>(begin + absent) << 3)
  const filled = lane + (<usize>absent << 4)
  for (let at = lane; at < filled; at += 16) store<f64>(at, Infinity)
  for (let i: usize = 0, end = <usize>(count - absent); i < end; i++) {
    const value = load<f64>(source + (i << 3))
    store<f64>(filled + (i << 4), Math.abs(value) < Infinity ? value : Infinity)
  }
}

/** The statistic of one lane, whatever it has observed. */
@inline function laneStatistic(statistic: i32, sorted: usize, observed: i64, needed: i32, q: f64): f64 {
  return observed < needed ? NaN : sortedStatistic(statistic, sorted, i32(observed), q)
}

/** The statistic of both lanes. */
@inline function pairStatistic(statistic: i32, sorted: usize, observed: v128, needed: i32, q: f64): v128 {
  const a = laneStatistic(statistic, sorted, i64x2.extract_lane(observed, 0), needed, q)
  const b = laneStatistic(statistic, sorted + 8, i64x2.extract_lane(observed, 1), needed, q)
  return f64x2.replace_lane(f64x2.splat(a), 1, b)
}

@inline function storeLanes(outA: usize, outB: usize, result: v128): void {
  v128.store64_lane(outA, result, 0)
  v128.store64_lane(outB, result, 1)
}

/**
 * Slides both windows over their `length` rows. `needed` is at least 1. Windows that have observed every row take the short way:
 * the places of the statistic are known beforehand, and rows go two at a time where the window between them is not needed whole.
 */
@inline function slidePair(statistic: i32, values: usize, length: i32, sorted: usize, window: i32, needed: i32, q: f64, outA: usize, outB: usize): void {
  const reach = <usize>window << 4
  const sortedEnd = sorted + sortedLengthBytes(window)
  const begin = values + reach
  const end = begin + (<usize>length << 4)
  const missing = f64x2.splat(Infinity)
  const full = i64x2.splat(needed > window ? window + 1 : window)
  const lower = sorted + (<usize>lowerIndex(statistic, window, q) << 4)
  const upper = sorted + (<usize>upperIndex(statistic, window, q) << 4)
  const fraction = fractionOf(window, q)
  let observed = i64x2.splat(0)
  clearSorted(sorted, sortedEnd)
  for (let at = values; at < begin; at += 16) {
    const entering = v128.load(at)
    replaceSorted(sorted, sortedEnd, missing, entering)
    observed = i64x2.sub(observed, f64x2.lt(entering, missing))
  }
  for (let at = begin; at < end; at += 16, outA += 8, outB += 8) {
    const leaving = v128.load(at - reach), entering = v128.load(at)
    if (statistic != DEVIATION && at + 16 < end) {
      const leaving2 = v128.load(at - reach, 16), entering2 = v128.load(at, 16)
      const enteringBoth = v128.and(f64x2.lt(entering, missing), f64x2.lt(entering2, missing))
      if (i64x2.all_true(v128.and(i64x2.eq(observed, full), enteringBoth))) {
        storeLanes(outA, outB, orderLanes(statistic, replacedAt(lower, leaving, entering), replacedAt(upper, leaving, entering), fraction))
        replaceSortedTwice(sorted, sortedEnd, leaving, entering, leaving2, entering2)
        at += 16
        outA += 8
        outB += 8
        storeLanes(outA, outB, orderLanes(statistic, v128.load(lower), v128.load(upper), fraction))
        continue
      }
    }
    replaceSorted(sorted, sortedEnd, leaving, entering)
    observed = i64x2.sub(i64x2.add(observed, f64x2.lt(leaving, missing)), f64x2.lt(entering, missing))
    let result = missing
    if (statistic == DEVIATION && i64x2.all_true(i64x2.eq(observed, full))) result = deviationLanes(sorted, window)
    if (!i64x2.all_true(f64x2.lt(result, missing))) result = pairStatistic(statistic, sorted, observed, needed, q)
    storeLanes(outA, outB, result)
  }
}

/** The whole kernel: this member's share of the pairs. The window is at most the rows. */
@inline export function slideLanes(
  statistic: i32, team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, q: f64, out: usize, scratch: usize,
): void {
  const tiles = tileCount(rows, TILE)
  const length = tileLength(rows, tiles)
  const items = <i64>cols * tiles
  const values = scratch + <usize>rank(team) * <usize>slidingLanesBytes(rows, window)
  const sorted = values + ((<usize>window + length) << 4) + 16
  const pairs = (items + 1) >> 1
  for (let pair = pairs * rank(team) / size(team), end = pairs * (rank(team) + 1) / size(team); pair < end; pair++) {
    const a = pair << 1, b = min(a + 1, items - 1)
    const beginA = tileBegin(rows, length, i32(a % tiles)), beginB = tileBegin(rows, length, i32(b % tiles))
    const columnA = <usize>(a / tiles) * rows, columnB = <usize>(b / tiles) * rows
    gatherLane(x + (columnA << 3), beginA - window, window + length, values)
    gatherLane(x + (columnB << 3), beginB - window, window + length, values + 8)
    slidePair(statistic, values, length, sorted, window, max(1, minPeriods), q, out + ((columnA + beginA) << 3), out + ((columnB + beginB) << 3))
  }
}
