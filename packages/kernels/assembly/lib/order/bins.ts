// Values of a column as bins: at most 255, between them thresholds; a missing value is bin 255.
//
// Up to 255 different values each has a bin, and thresholds lie midway between neighbours; else thresholds are 254 evenly spaced quantiles (the
// inverse of the distribution, averaged at its steps), those that repeat left out. A value is in the first bin whose threshold it does not exceed.
//
// Reference   sklearn.ensemble._hist_gradient_boosting.binning._BinMapper

import { isObserved } from '../column/observed'
import { orderedKey, sortEntries, valueOfKey } from './radix-sort'

export const MISSING: i32 = 255
export const MOST_THRESHOLDS: i32 = 254
const COUNTS_BYTES: usize = 8192

/** Bytes of work for a column. */
export function binBytes(rows: i32): usize { return COUNTS_BYTES + (<usize>rows << 5) }

@inline function valueAt(sorted: usize, i: i32): f64 { return valueOfKey(load<u64>(sorted + (<usize>i << 4))) }
@inline function middle(a: f64, b: f64): f64 { return a * 0.5 + b * 0.5 }

/** Observed values with their rows, ascending, of which there are `count`. */
function sortObserved(column: usize, rows: i32, count: i32, work: usize): usize {
  const entries = work + COUNTS_BYTES
  for (let r = 0, to = entries; r < rows; r++) {
    const value = load<f64>(column + (<usize>r << 3))
    if (!isObserved(value)) continue
    // −0 and 0 are one value.
    store<u64>(to, orderedKey(value + 0.0))
    store<i64>(to, r, 8)
    to += 16
  }
  return sortEntries(entries, entries + (<usize>rows << 4), count, work)
}

function differentValues(sorted: usize, count: i32): i32 {
  let found = count > 0 ? 1 : 0
  for (let i = 1; i < count; i++) found += i32(valueAt(sorted, i) != valueAt(sorted, i - 1))
  return found
}

/** Thresholds between neighbours that differ, or at quantiles; how many. */
function findThresholds(sorted: usize, count: i32, thresholds: usize): i32 {
  let found = 0
  const few = differentValues(sorted, count) <= MOST_THRESHOLDS + 1
  const places = few ? count - 1 : MOST_THRESHOLDS
  for (let i = 0; i < places; i++) {
    // Between two values, or at the one above where the place lies within it.
    const place = few ? <f64>(i + 1) : (<f64>(i + 1) * <f64>count) / <f64>(MOST_THRESHOLDS + 1), above = i32(place)
    const a = valueAt(sorted, <f64>above == place ? above - 1 : above), b = valueAt(sorted, above), threshold = middle(a, b)
    if (few && a == b) continue
    if (found > 0 && threshold <= load<f64>(thresholds + (<usize>(found - 1) << 3))) continue
    store<f64>(thresholds + (<usize>found << 3), threshold)
    found++
  }
  return found
}

/** Bins of a column's rows (u8), and the thresholds; returns how many of them. */
export function binColumn(column: usize, rows: i32, bins: usize, thresholds: usize, work: usize): i32 {
  memory.fill(bins, <u8>MISSING, rows)
  const count = observedCount(column, rows), sorted = sortObserved(column, rows, count, work)
  const found = findThresholds(sorted, count, thresholds)
  for (let i = 0, bin = 0; i < count; i++) {
    while (bin < found && valueAt(sorted, i) > load<f64>(thresholds + (<usize>bin << 3))) bin++
    store<u8>(bins + <usize>load<i64>(sorted + (<usize>i << 4), 8), <u8>bin)
  }
  return found
}

function observedCount(column: usize, rows: i32): i32 {
  let count = 0
  for (let r = 0; r < rows; r++) count += i32(isObserved(load<f64>(column + (<usize>r << 3))))
  return count
}
