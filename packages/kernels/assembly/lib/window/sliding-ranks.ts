// Rolling order statistics over long windows. The rows of a tile (with the window − 1 rows before it) are sorted once; from then on
// a window is a set of ranks (rank-set.ts), from which one leaves and which another one enters. What was the k-th smallest stays
// near: it is found from where it was before, a step or two along the set. About O(1) a row, and the sort a fixed number of passes.
// (After J. Suomela, "Median Filtering is Equivalent to Sorting", 2014, whose linked lists with undo this set replaces: it needs no
// order of undoing, and copes with missing values.)
//
// The MAD keeps in the same way the run of ranks whose values are the nearest to the median.
//
// Scratch of one member of the team, for n = tile + window − 1 rows:
//
//   work space of the ranking, sorted values in it | run | set | rank of each row, −1 for a missing one (4 n)
import { rank, size } from '../team'
import { tileBegin, equalTileCount, tileLength } from './row-tiles'
import { rankRows, rankRowsBytes } from '../order/rank-rows'
import { atOrAbove, atOrBelow, firstLeaf, insert, rankSetBytes, remove } from './rank-set'
import { RUN_BYTES, adjustRun, clearRun, runDeviation } from '../order/nearest-run'
import { DEVIATION, QUANTILE, between, fractionOf, lowerIndex, midpoint, upperIndex } from '../order/order-statistic'

/** Rows of a tile, about: enough for the rows before it to be a small part of what is sorted. */
@inline function tileWanted(window: i32): i32 { return max(2048, min(window, 1 << 28) << 2) }

/** Rows that a tile sorts at most. */
@inline function sortedRows(rows: i32, window: i32): i32 {
  return i32(min(<i64>rows, <i64>tileLength(rows, equalTileCount(rows, tileWanted(window))) + window - 1))
}

/** Scratch bytes of one member of the team. */
export function slidingRanksBytes(rows: i32, window: i32): f64 {
  const n = sortedRows(rows, window)
  return Math.ceil((f64(rankRowsBytes(n)) + f64(RUN_BYTES + rankSetBytes(n)) + 4 * f64(n)) / 16) * 16
}

@inline function valueAt(values: usize, member: i32): f64 { return load<f64>(values + (<usize>member << 3)) }

/**
 * Slides the window over n ranked rows and writes what it sees from row `skip` on. `place` is a member of the set or where one was,
 * and `placeIndex` counts the members below it.
 */
@inline function slideTile(
  statistic: i32, ranks: usize, values: usize, n: i32, skip: i32, window: i32, needed: i32, q: f64, set: usize, run: usize, out: usize,
): void {
  const leaves = firstLeaf(n)
  memory.fill(set, 0, rankSetBytes(n))
  clearRun(run)
  let observed = 0, place = 0, placeIndex = 0
  for (let row = 0; row < n; row++) {
    const leaving = row < window ? -1 : load<i32>(ranks + (<usize>(row - window) << 2))
    if (leaving >= 0) {
      remove(set, leaves, leaving)
      if (statistic == DEVIATION) adjustRun(run, leaving, -1)
      placeIndex -= i32(leaving < place)
      observed--
    }
    const entering = load<i32>(ranks + (<usize>row << 2))
    if (entering >= 0) {
      insert(set, leaves, entering)
      if (statistic == DEVIATION) adjustRun(run, entering, 1)
      placeIndex += i32(entering < place)
      observed++
    }
    if (row < skip) continue
    let result: f64 = NaN
    if (observed >= needed) {
      const index = lowerIndex(statistic, observed, q)
      for (; placeIndex > index; placeIndex--) place = atOrBelow(set, leaves, place - 1)
      place = atOrAbove(set, leaves, place)
      for (; placeIndex < index; placeIndex++) place = atOrAbove(set, leaves, place + 1)
      const lower = valueAt(values, place)
      const upper = upperIndex(statistic, observed, q) > index ? valueAt(values, atOrAbove(set, leaves, place + 1)) : lower
      result = statistic == QUANTILE ? between(lower, upper, fractionOf(observed, q)) : midpoint(lower, upper)
      if (statistic == DEVIATION) result = runDeviation(run, set, leaves, values, observed, place, result)
    }
    store<f64>(out, result)
    out += 8
  }
}

/** The whole kernel: this member's share of the items. The window is at most the rows. */
@inline export function slideRanks(
  statistic: i32, team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, q: f64, out: usize, scratch: usize,
): void {
  const tiles = equalTileCount(rows, tileWanted(window))
  const length = tileLength(rows, tiles)
  const most = sortedRows(rows, window)
  const work = scratch + <usize>rank(team) * <usize>slidingRanksBytes(rows, window)
  const run = work + rankRowsBytes(most)
  const set = run + RUN_BYTES
  const ranks = set + rankSetBytes(most)
  const items = <i64>cols * tiles
  for (let item = items * rank(team) / size(team), end = items * (rank(team) + 1) / size(team); item < end; item++) {
    const begin = tileBegin(rows, length, i32(item % tiles))
    const first = max(0, begin - window + 1)
    const n = begin + length - first
    const column = <usize>(item / tiles) * rows
    const values = rankRows(x + ((column + first) << 3), n, ranks, work)
    slideTile(statistic, ranks, values, n, begin - first, window, max(1, minPeriods), q, set, run, out + ((column + begin) << 3))
  }
}
