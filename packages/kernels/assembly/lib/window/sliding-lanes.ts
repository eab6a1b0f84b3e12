// Rolling order statistics over short windows: two windows at a time in the lanes, without a branch. An item is one column × one tile of rows, two
// items make a pair. Where all rows are observed, median and quantile come from what neighbouring windows share (shared-selection.ts); elsewhere,
// and for the deviation, each window is kept sorted (sorted-window.ts), O(window) a row.
//
// Scratch of one member of the team, 16 bytes (one value of each lane) a place:
//
//   rows before the tile (window) | rows of the tile (tile length) | sorted window | sentinel, or the lists of the selection
//
// The rows before the first tile do not exist and are as good as missing.
import { rank, size } from '../team'
import { tileBegin, equalTileCount, tileLength } from './row-tiles'
import { clearSorted, replaceSorted, sortedBytes, sortedLengthBytes } from './sorted-window'
import { DEVIATION, fractionOf, lowerIndex, upperIndex } from '../order/order-statistic'
import { SHORTEST, selectWindows, selectionBytes, spanFor } from '../order/shared-selection'
import { sortedStatistic, statisticLanes } from '../order/sorted-statistic'

/** Rows of a tile, about: many times the rows before it, which are read and sorted in again. */
const TILE: i32 = 4096

/** From here on (2^1021) twice a deviation could overflow. */
const LARGE: f64 = 2.2471164185778949e307

/** Scratch bytes of one member of the team. */
export function slidingLanesBytes(rows: i32, window: i32): f64 {
  return f64((<usize>window + tileLength(rows, equalTileCount(rows, TILE))) << 4) + f64(max(sortedBytes(window), selectionBytes(window)))
}

/**
 * Writes `count` rows of a column, from `begin` on (which may be negative), into one lane. Returns twice the count of rows up to the last one that
 * is missing or so large that sums could overflow, and 1 more if there is a large one.
 */
function gatherLane(column: usize, begin: i32, count: i32, lane: usize): i32 {
  const absent = min(max(0, -begin), count)
  const source = column + (<usize>(begin + absent) << 3)
  const filled = lane + (<usize>absent << 4)
  let large = 0, unclean = absent
  for (let at = lane; at < filled; at += 16) store<f64>(at, Infinity)
  for (let i = 0, end = count - absent; i < end; i++) {
    const value = load<f64>(source + (<usize>i << 3))
    const magnitude = abs(value)
    const observed = magnitude < Infinity
    store<f64>(filled + (<usize>i << 4), observed ? value : Infinity)
    large |= i32(observed) & i32(magnitude >= LARGE)
    unclean = magnitude < LARGE ? unclean : absent + i + 1
  }
  return unclean << 1 | large
}

@inline function worse(a: i32, b: i32): i32 { return max(a, b) | ((a | b) & 1) }

/** Writes `count` rows of two columns into the lanes; are all of them observed and none large? */
function gatherClean(a: usize, b: usize, count: i32, to: usize): bool {
  let clean = i64x2.splat(-1)
  const large = f64x2.splat(LARGE)
  for (const end = to + (<usize>(count & ~1) << 4); to < end; a += 16, b += 16, to += 32) {
    const fromA = v128.load(a), fromB = v128.load(b)
    clean = v128.and(clean, v128.and(f64x2.lt(f64x2.abs(fromA), large), f64x2.lt(f64x2.abs(fromB), large)))
    v128.store(to, i64x2.shuffle(fromA, fromB, 0, 2))
    v128.store(to, i64x2.shuffle(fromA, fromB, 1, 3), 16)
  }
  if (count & 1) {
    const last = v128.load64_lane(b, v128.load64_zero(a), 1)
    clean = v128.and(clean, f64x2.lt(f64x2.abs(last), large))
    v128.store(to, last)
  }
  return i64x2.all_true(clean)
}

/** Fills the lanes with a tile of two columns and the `window` rows before each. Returns the worse of what gatherLane says. */
function gatherPair(columnA: usize, beginA: i32, columnB: usize, beginB: i32, window: i32, length: i32, values: usize): i32 {
  const doubt = worse(gatherLane(columnA, beginA - window, window, values), gatherLane(columnB, beginB - window, window, values + 8))
  const tile = values + (<usize>window << 4)
  if (gatherClean(columnA + (<usize>beginA << 3), columnB + (<usize>beginB << 3), length, tile)) return doubt
  return worse(
    gatherLane(columnA, beginA - window, window + length, values),
    gatherLane(columnB, beginB - window, window + length, values + 8))
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
 * Slides both windows over their `length` rows. `needed` is at least 1. As long as both windows have observed every row, and no value is large,
 * they take the short way of the inner loop: nothing is counted, and the places of the statistic are known beforehand.
 */
@inline function slidePair(
  statistic: i32, values: usize, length: i32, large: bool, sorted: usize, window: i32, needed: i32, q: f64, outA: usize, outB: usize,
): void {
  const reach = <usize>window << 4
  const sortedEnd = sorted + sortedLengthBytes(window)
  const end = values + reach + (<usize>length << 4)
  const full = i64x2.splat(large || needed > window ? -1 : window)
  const lower = sorted + (<usize>lowerIndex(statistic, window, q) << 4)
  const upper = sorted + (<usize>upperIndex(statistic, window, q) << 4)
  const fraction = f64x2.splat(fractionOf(window, q))
  let observed = i64x2.splat(0)
  clearSorted(sorted, sortedEnd)
  const missing = v128.load(sortedEnd)
  let at = values
  for (; at < values + reach; at += 16) {
    const entering = v128.load(at)
    replaceSorted(sorted, sortedEnd, missing, entering)
    observed = i64x2.sub(observed, f64x2.lt(entering, missing))
  }
  while (at < end) {
    const leaving = v128.load(at - reach), entering = v128.load(at)
    replaceSorted(sorted, sortedEnd, leaving, entering)
    observed = i64x2.sub(i64x2.add(observed, f64x2.lt(leaving, missing)), f64x2.lt(entering, missing))
    storeLanes(outA, outB, pairStatistic(statistic, sorted, observed, needed, q))
    at += 16, outA += 8, outB += 8
    if (!i64x2.all_true(i64x2.eq(observed, full))) continue
    for (; at < end; at += 16, outA += 8, outB += 8) {
      const entering = v128.load(at)
      if (i64x2.bitmask(f64x2.lt(entering, missing)) != 3) break
      replaceSorted(sorted, sortedEnd, v128.load(at - reach), entering)
      storeLanes(outA, outB, statisticLanes(statistic, sorted, window, lower, upper, fraction))
    }
  }
}

/**
 * All windows of a pair. Where every row from some place on is observed, the windows there are found from what they share; the deviation needs them
 * sorted.
 */
@inline function workPair(
  statistic: i32, values: usize, length: i32, unclean: i32, large: bool, sorted: usize, window: i32, needed: i32, q: f64, outA: usize, outB: usize,
): void {
  const begin = max(0, unclean - 1)
  const shared = statistic != DEVIATION && window >= SHORTEST && needed <= window && length - begin >= spanFor(window)
  slidePair(statistic, values, shared ? begin : length, large, sorted, window, needed, q, outA, outB)
  if (!shared) return
  const shift = <usize>begin << 3
  selectWindows(statistic, values + ((<usize>window + begin) << 4), length - begin, window, q, sorted, outA + shift, outB + shift)
}

/** The whole kernel: this member's share of the pairs. The window is at most the rows. */
@inline export function slideLanes(
  statistic: i32, team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, q: f64, out: usize, scratch: usize,
): void {
  const tiles = equalTileCount(rows, TILE)
  const length = tileLength(rows, tiles)
  const items = <i64>cols * tiles
  const values = scratch + <usize>rank(team) * <usize>slidingLanesBytes(rows, window)
  const sorted = values + ((<usize>window + length) << 4)
  const pairs = (items + 1) >> 1
  for (let pair = pairs * rank(team) / size(team), end = pairs * (rank(team) + 1) / size(team); pair < end; pair++) {
    const a = pair << 1, b = min(a + 1, items - 1)
    const beginA = tileBegin(rows, length, i32(a % tiles)), beginB = tileBegin(rows, length, i32(b % tiles))
    const columnA = <usize>(a / tiles) * rows, columnB = <usize>(b / tiles) * rows
    const doubt = gatherPair(x + (columnA << 3), beginA, x + (columnB << 3), beginB, window, length, values)
    const outA = out + ((columnA + beginA) << 3), outB = out + ((columnB + beginB) << 3)
    workPair(statistic, values, length, doubt >> 1, <bool>(doubt & 1), sorted, window, max(1, minPeriods), q, outA, outB)
  }
}
