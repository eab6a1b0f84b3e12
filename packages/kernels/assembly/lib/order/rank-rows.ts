// Ranks the rows of a column: each observed row's place among the observed values in order.
//
// The values are spread over 2^22 equally wide bins between the least and the greatest, two passes of counting sort put the rows in the
// order of their bins, and an insertion sort puts right the few that share one. Where that takes too long (an outlier has drawn the bins
// apart) or the width leaves the range of a double, all digits of the values are sorted (radix-sort.ts), three times as long.
//
// Work space for n rows, COUNTS_BYTES + 32 n:
//
//   counts | packed rows (8 n) | as many again (8 n) | sorted values (8 n) | 8 n        or, for all digits
//   counts | entries (16 n)                          | spare (16 n)
//
//   packed row   0: row u32 | 4: bin u32
import { orderedKey, sortEntries, valueOfKey } from './radix-sort'
import { isObserved } from '../column/observed'

/** Bits of a bin that one pass sorts by: two passes' counts stay in the first-level cache. */
const PASS_BITS: u64 = 11
const PASS_BYTES: usize = 4 << 11
const LAST_BIN: f64 = 4194303
/** Added to a small number, it leaves it as a whole one in the lowest bits. */
const TO_WHOLE: f64 = 4503599627370496
/** Steps of the insertion sort, per row, beyond which it gives up. */
const PATIENCE = 8

/** Enough for the counts of all digits too. */
const COUNTS_BYTES: usize = 2 * PASS_BYTES

/** Bytes of the work space. */
@inline export function rankRowsBytes(n: i32): usize { return COUNTS_BYTES + (<usize>n << 5) }

@inline function valueAt(column: usize, row: i32): f64 { return load<f64>(column + (<usize>row << 3)) }

/** Packs the observed rows with their bins and counts the halves of the bins; returns how many. */
function packRows(column: usize, n: i32, least: f64, scale: f64, packed: usize, counts: usize): i32 {
  memory.fill(counts, 0, 2 * PASS_BYTES)
  let at = packed
  for (let row = 0; row < n; row++) {
    const value = valueAt(column, row)
    if (!isObserved(value)) continue
    const item = (reinterpret<u64>((value - least) * scale + TO_WHOLE) << 32) | row
    store<u64>(at, item)
    at += 8
    count(counts, item, 32)
    count(counts + PASS_BYTES, item, 32 + PASS_BITS)
  }
  return i32((at - packed) >> 3)
}

@inline function cellOf(counts: usize, item: u64, shift: u64): usize {
  return counts + (<usize>((item >> shift) & ((1 << PASS_BITS) - 1)) << 2)
}

@inline function count(counts: usize, item: u64, shift: u64): void {
  const cell = cellOf(counts, item, shift)
  store<u32>(cell, load<u32>(cell) + 1)
}

/** One pass of the counting sort. */
function distribute(from: usize, length: i32, to: usize, counts: usize, shift: u64): void {
  let target = <u32>to
  for (let cell = counts; cell < counts + PASS_BYTES; cell += 4) {
    const held = load<u32>(cell)
    store<u32>(cell, target)
    target += held << 3
  }
  for (let at = from, end = from + (<usize>length << 3); at < end; at += 8) {
    const item = load<u64>(at)
    const cell = cellOf(counts, item, shift)
    const place = load<u32>(cell)
    store<u32>(cell, place + 8)
    store<u64>(<usize>place, item)
  }
}

/** Writes the values in the order of the packed rows, and puts both right where the values descend. False when that takes too long. */
function settle(column: usize, packed: usize, length: i32, values: usize): bool {
  let patience = <i64>length * PATIENCE
  let before = -Infinity
  for (let i = 0; i < length; i++) {
    const item = load<u64>(packed + (<usize>i << 3))
    const value = valueAt(column, <i32>item)
    let place = i
    if (value < before) {
      do {
        store<f64>(values + (<usize>place << 3), valueAt(values, place - 1))
        store<u64>(packed + (<usize>place << 3), load<u64>(packed + (<usize>(place - 1) << 3)))
        place--
      } while (place > 0 && value < valueAt(values, place - 1))
      store<u64>(packed + (<usize>place << 3), item)
      patience -= i - place
      if (patience < 0) return false
    } else before = value
    store<f64>(values + (<usize>place << 3), value)
  }
  return true
}

@inline function setRank(ranks: usize, row: i32, place: i32): void { store<i32>(ranks + (<usize>row << 2), place) }

/** The way by bins; returns where the sorted values are, or 0 where it does not work. */
function rankByBins(column: usize, n: i32, least: f64, greatest: f64, ranks: usize, work: usize): usize {
  const scale = LAST_BIN / (greatest - least)
  if (!(scale > 0 && scale < Infinity)) return 0
  const packed = work + COUNTS_BYTES
  const other = packed + (<usize>n << 3)
  const values = other + (<usize>n << 3)
  const length = packRows(column, n, least, scale, packed, work)
  distribute(packed, length, other, work, 32)
  distribute(other, length, packed, work + PASS_BYTES, 32 + PASS_BITS)
  if (!settle(column, packed, length, values)) return 0
  for (let i = 0; i < length; i++) setRank(ranks, <i32>load<u64>(packed + (<usize>i << 3)), i)
  return values
}

/** The way by all digits; returns where the sorted values are. */
function rankByDigits(column: usize, n: i32, ranks: usize, work: usize): usize {
  const entries = work + COUNTS_BYTES
  const spare = entries + (<usize>n << 4)
  let end = entries
  for (let row = 0; row < n; row++) {
    const value = valueAt(column, row)
    if (!isObserved(value)) continue
    store<u64>(end, orderedKey(value))
    store<i64>(end, row, 8)
    end += 16
  }
  const length = i32((end - entries) >> 4)
  const sorted = sortEntries(entries, spare, length, work)
  const values = sorted == entries ? spare : entries
  for (let i = 0; i < length; i++) {
    const entry = sorted + (<usize>i << 4)
    store<f64>(values + (<usize>i << 3), valueOfKey(load<u64>(entry)))
    setRank(ranks, <i32>load<i64>(entry, 8), i)
  }
  return values
}

/** Writes the rank of each of n rows, 4 bytes each and −1 for a missing one; returns where the sorted values are, in the work space. */
export function rankRows(column: usize, n: i32, ranks: usize, work: usize): usize {
  memory.fill(ranks, 255, <usize>n << 2)
  let least = Infinity, greatest = -Infinity
  for (let row = 0; row < n; row++) {
    const value = valueAt(column, row)
    const observed = isObserved(value)
    least = observed && value < least ? value : least
    greatest = observed && value > greatest ? value : greatest
  }
  return rankByBins(column, n, least, greatest, ranks, work) || rankByDigits(column, n, ranks, work)
}
