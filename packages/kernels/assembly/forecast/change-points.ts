// Change points: where the level of a history jumps, so many that another would not pay its penalty.
//
//   C(s, t)   Σ_c Σ_{s ≤ r < t} (x_rc − mean)², the squared deviations of a segment from its own mean
//   F(t)      min over s of F(s) + C(s, t) + penalty, F(0) = −penalty, segments of at least minSize rows
//
// Reference   ruptures.Pelt(model='l2', jump=1), which is exact too
// Source      Killick, Fearnhead and Eckley, "Optimal detection of changepoints with a linear computational cost", JASA 107 (2012)
// Cost        rows · cols · candidates still open, few where there are changes; by one member
// Error       sums of deviations from the column's mean: rows · 2⁻⁵³ of their squares
// Missing     counts as the column's mean

import { blockedMean } from '../lib/column/deviations'
import { isObserved } from '../lib/column/observed'
import { rank } from '../lib/team'
import { cell, fillVector, powerOfTwoFor } from '../lib/vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function whole(values: usize, i: i32): i32 { return load<i32>(values + (<usize>i << 2)) }
@inline function putWhole(values: usize, i: i32, value: i32): void { store<i32>(values + (<usize>i << 2), value) }

/** What the search works on; arrays of rows + 1. */
@unmanaged
class Search {
  rows: i32
  cols: i32
  /** Sums up to each row: of deviations, row by row (cols together), and of all their squares. */
  sums: usize
  squares: usize
  /** F, and where the last segment before each row begins (i32). */
  costs: usize
  lasts: usize
  /** i32: beginnings still open, and when each was found not to pay (−1: it may). */
  open: usize
  closed: usize
  /** Of each open beginning: F and the cost from there. */
  totals: usize
}

/** Sums of the deviations, in a unit, a power of two, in which no square overflows. Returns it. */
function addUp(s: Search, x: usize): f64 {
  const rows = s.rows, cols = s.cols
  let most: f64 = 0
  fillVector(s.sums, 0, cols)
  fillVector(s.squares, 0, rows + 1)
  for (let c = 0; c < cols; c++) {
    const column = cell(x, rows, 0, c), mean = blockedMean(column, rows)
    for (let r = 0; r < rows; r++) {
      const deviation = at(column, r) - mean
      put(s.sums, (r + 1) * cols + c, isObserved(deviation) ? deviation : 0)
      most = max(most, abs(at(s.sums, (r + 1) * cols + c)))
    }
  }
  const unit = powerOfTwoFor(most)
  for (let r = 1; r <= rows; r++) {
    let square: f64 = 0
    for (let c = 0; c < cols; c++) {
      const deviation = at(s.sums, r * cols + c) * unit
      square += deviation * deviation
      put(s.sums, r * cols + c, at(s.sums, (r - 1) * cols + c) + deviation)
    }
    put(s.squares, r, at(s.squares, r - 1) + square)
  }
  return unit
}

/** C(begin, end) in squared units. */
@inline function costOf(s: Search, begin: i32, end: i32): f64 {
  let explained: f64 = 0
  for (let c = 0; c < s.cols; c++) {
    const sum = at(s.sums, end * s.cols + c) - at(s.sums, begin * s.cols + c)
    explained += sum * sum
  }
  return at(s.squares, end) - at(s.squares, begin) - explained / <f64>(end - begin)
}

/** F and the best beginning for every end; a beginning that does not pay at t pays nowhere from t + minSize on. */
function search(s: Search, penalty: f64, minSize: i32): void {
  let count = 0
  put(s.costs, 0, -penalty)
  for (let end = minSize; end <= s.rows; end++) {
    const begin = end - minSize
    // F is known where a segment can end.
    if (begin == 0 || begin >= minSize) { putWhole(s.open, count, begin); putWhole(s.closed, count++, -1) }
    let least: f64 = Infinity, best = 0, kept = 0
    for (let i = 0; i < count; i++) {
      const from = whole(s.open, i), total = at(s.costs, from) + costOf(s, from, end)
      put(s.totals, i, total)
      if (total + penalty < least) { least = total + penalty; best = from }
    }
    for (let i = 0; i < count; i++) {
      const from = whole(s.open, i), since = whole(s.closed, i)
      if (since >= 0 && end >= since + minSize) continue
      const pays = at(s.totals, i) <= least
      putWhole(s.open, kept, from)
      putWhole(s.closed, kept++, since >= 0 ? since : pays ? -1 : end)
    }
    count = kept
    put(s.costs, end, least)
    putWhole(s.lasts, end, best)
  }
}

export function changePointsScratch(teamSize: i32, rows: i32, cols: i32, penalty: f64, minSize: i32): f64 {
  return 64 + (<f64>rows + 1) * (8 * (<f64>cols + 3) + 12)
}

/** x rows × cols → starts rows (1 where a segment begins, but for the first), count 1. */
export function changePoints(team: usize, x: usize, rows: i32, cols: i32, penalty: f64, minSize: i32, starts: usize, count: usize, scratch: usize): void {
  if (rank(team) != 0) return
  const s = changetype<Search>(scratch), places = <usize>rows + 1
  s.rows = rows; s.cols = cols
  s.sums = scratch + 64
  s.squares = s.sums + ((places * cols) << 3); s.costs = s.squares + (places << 3); s.totals = s.costs + (places << 3)
  s.lasts = s.totals + (places << 3); s.open = s.lasts + (places << 2); s.closed = s.open + (places << 2)
  fillVector(starts, 0, rows)
  put(count, 0, 0)
  if (rows < 2 * minSize) return
  const unit = addUp(s, x)
  search(s, penalty * unit * unit, minSize)
  for (let end = whole(s.lasts, rows); end > 0; end = whole(s.lasts, end)) {
    put(starts, end, 1)
    put(count, 0, at(count, 0) + 1)
  }
}
