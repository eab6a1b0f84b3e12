// Quantiles of each column, and the distance between its quartiles.
//
//   h = q·(n − 1), rounded           quantile = s[⌊h⌋] + (s[⌊h⌋ + 1] − s[⌊h⌋])·(h − ⌊h⌋)        of the n observed values s in order
//   iqr = quantile(¾) − quantile(¼)
//
// Equal to numpy.nanquantile (linear) and scipy.stats.iqr, but rounded once (lib/order/interpolate): a quantile whose h is whole is a value of
// the column, and iqr holds its digits on an offset. Missing (non-finite) values are not seen; a column without any other has NaN.
//
// Cost: each level about 1 ns a row (lib/order/sampled-select); from 16 levels on the column is sorted (lib/order/radix-sort), about 25 ns a row.
// The team shares columns. Scratch of one member: lib/column/observed-column, for many levels entries and counts of the sort too.

import { columnScratchBytes, observe, observedAt, workOf } from '../lib/column/observed-column'
import { between, interpolate, interpolationError, scaleFor, sumError } from '../lib/order/interpolate'
import { orderedKey, sortEntries, valueOfKey } from '../lib/order/radix-sort'
import { lowerOf, selectPair, upperOf } from '../lib/order/sampled-select'
import { rank, shareBegin, shareEnd } from '../lib/team'

/** From so many levels on, one sort costs less than as many passes (measured at 10,000 rows). */
const MANY = 16
/** Bytes of the counts of lib/order/radix-sort. */
const COUNTS_BYTES: usize = 8192

@inline function sortBytes(rows: i32): usize { return COUNTS_BYTES + (<usize>rows << 5) }
@inline function ownBytes(rows: i32, levels: i32): usize { return columnScratchBytes(rows) + (levels < MANY ? 0 : sortBytes(rows)) }

function selectQuantiles(values: usize, count: i32, q: usize, levels: i32, to: usize, work: usize): void {
  for (let level = 0; level < levels; level++) {
    const position = load<f64>(q + (<usize>level << 3)) * f64(count - 1)
    selectPair(values, count, i32(position), work)
    store<f64>(to + (<usize>level << 3), between(lowerOf(work), upperOf(work), position - floor(position)))
  }
}

/** The values as entries of lib/order/radix-sort, in order; the row numbers do not matter. */
function sortValues(values: usize, count: i32, counts: usize): usize {
  const entries = counts + COUNTS_BYTES
  for (let i: usize = 0; i < <usize>count; i++) store<u64>(entries + (i << 4), orderedKey(load<f64>(values + (i << 3))))
  return sortEntries(entries, entries + (<usize>count << 4), count, counts)
}

function sortedQuantiles(sorted: usize, count: i32, q: usize, levels: i32, to: usize): void {
  for (let level = 0; level < levels; level++) {
    const position = load<f64>(q + (<usize>level << 3)) * f64(count - 1)
    const lower = i32(position), upper = min(lower + 1, count - 1)
    const lowerValue = valueOfKey(load<u64>(sorted + (<usize>lower << 4))), upperValue = valueOfKey(load<u64>(sorted + (<usize>upper << 4)))
    store<f64>(to + (<usize>level << 3), between(lowerValue, upperValue, position - floor(position)))
  }
}

function columnQuantiles(column: usize, rows: i32, q: usize, levels: i32, to: usize, scratch: usize): void {
  const count = observe(column, rows, scratch)
  const values = observedAt(column, rows, count, scratch)
  if (count == 0) for (let level = 0; level < levels; level++) store<f64>(to + (<usize>level << 3), NaN)
  else if (levels < MANY) selectQuantiles(values, count, q, levels, to, workOf(scratch, rows))
  else sortedQuantiles(sortValues(values, count, scratch + columnScratchBytes(rows)), count, q, levels, to)
}

export function quantilesScratch(teamSize: i32, rows: i32, cols: i32, levels: i32): f64 { return f64(teamSize) * f64(ownBytes(rows, levels)) }

export function quantiles(team: usize, x: usize, rows: i32, cols: i32, q: usize, levels: i32, out: usize, scratch: usize): void {
  const own = scratch + <usize>rank(team) * ownBytes(rows, levels)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    columnQuantiles(x + ((<usize>col * rows) << 3), rows, q, levels, out + ((<usize>col * levels) << 3), own)
}

/** iqr of `count` ≥ 1 values; both quartiles keep their errors until the end. */
function quartileRange(values: usize, count: i32, work: usize): f64 {
  const first = 0.25 * f64(count - 1), third = 0.75 * f64(count - 1)
  selectPair(values, count, i32(first), work)
  const a = lowerOf(work), b = first == floor(first) ? a : upperOf(work)
  selectPair(values, count, i32(third), work)
  const c = lowerOf(work), d = third == floor(third) ? c : upperOf(work)
  const scale = scaleFor(max(abs(a), abs(d)))
  const low = interpolate(a * scale, b * scale, first - floor(first)), high = interpolate(c * scale, d * scale, third - floor(third))
  const lowError = interpolationError(a * scale, b * scale, first - floor(first))
  const highError = interpolationError(c * scale, d * scale, third - floor(third))
  const range = high - low
  return (range + (sumError(high, -low, range) + (highError - lowError))) / scale + 0.0
}

export function iqrScratch(teamSize: i32, rows: i32, cols: i32): f64 { return f64(teamSize) * f64(columnScratchBytes(rows)) }

export function iqr(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const own = scratch + <usize>rank(team) * columnScratchBytes(rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++) {
    const column = x + ((<usize>col * rows) << 3)
    const count = observe(column, rows, own)
    store<f64>(out + (<usize>col << 3), count ? quartileRange(observedAt(column, rows, count, own), count, workOf(own, rows)) : NaN)
  }
}
