// Average ranks, as deviations from their mean: what Spearman's correlation is Pearson's of.
//
// Of n values in order, those at places a … b − 1 that are equal share the rank (a + b + 1)/2; the mean of all ranks is (n + 1)/2. Twice
// the difference, a + b − n, is a whole number, so sums of its products are exact up to 300,000 rows.
//
//   order   rows in ascending order of their values, u32 each; bit 31: the value equals the one before

import { isObserved } from '../column/observed'
import { rankRows, rankRowsBytes } from './rank-rows'

const TIED: u32 = 0x80000000
const ROW: u32 = 0x7fffffff

@inline function entryAt(order: usize, place: i32): u32 { return load<u32>(order + (<usize>place << 2)) }
@inline function cellOf(column: usize, entry: u32): usize { return column + (<usize>(entry & ROW) << 3) }

/** Bytes of work space for n rows. */
@inline export function orderColumnBytes(n: i32): usize { return ((rankRowsBytes(n) + 15) & ~15) + (((<usize>n << 2) + 15) & ~15) }

/** Writes the order of the observed rows of a column; returns how many there are. */
export function orderColumn(column: usize, n: i32, order: usize, work: usize): i32 {
  const places = work + ((rankRowsBytes(n) + 15) & ~15)
  const values = rankRows(column, n, places, work)
  let length = 0
  for (let row = 0; row < n; row++) {
    const place = load<i32>(places + (<usize>row << 2))
    if (place < 0) continue
    store<u32>(order + (<usize>place << 2), row)
    length++
  }
  for (let place = 1; place < length; place++) {
    const at = values + (<usize>place << 3)
    if (load<f64>(at) == load<f64>(at - 8)) store<u32>(order + (<usize>place << 2), entryAt(order, place) | TIED)
  }
  return length
}

/** Place after the last of those equal to the one at `place`. */
@inline function endOfTies(order: usize, length: i32, place: i32): i32 {
  let end = place + 1
  while (end < length && entryAt(order, end) & TIED) end++
  return end
}

/** Writes a + b − n for each row of an order. */
export function rankDeviations(order: usize, length: i32, to: usize): void {
  for (let place = 0; place < length; ) {
    const end = endOfTies(order, length, place)
    const deviation = <f64>(<i64>place + end - length)
    for (; place < end; place++) store<f64>(cellOf(to, entryAt(order, place)), deviation)
  }
}

/** The same among the n of its rows that `partner` has too; other rows are left alone. */
export function commonRankDeviations(order: usize, length: i32, partner: usize, n: i32, to: usize): void {
  let rank = 0
  for (let place = 0; place < length; ) {
    const end = endOfTies(order, length, place)
    let after = rank
    for (let i = place; i < end; i++) after += i32(isObserved(load<f64>(cellOf(partner, entryAt(order, i)))))
    const deviation = <f64>(<i64>rank + after - n)
    for (; place < end; place++) {
      const entry = entryAt(order, place)
      if (isObserved(load<f64>(cellOf(partner, entry)))) store<f64>(cellOf(to, entry), deviation)
    }
    rank = after
  }
}
