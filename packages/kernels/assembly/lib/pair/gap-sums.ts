// Σ d and Σ d² of each column over the rows that each other column has: what pairs with missing values need beside Σ d·d′.
//
// As products they would cost four times as much as Σ d·d′. But one factor is only there or not there, so the rows are taken four at a time: the
// sixteen sums that can come of four rows are made once for a column, and each other column's four marks say which to add (Arlazarov,
// Dinic, Kronrod and Faradzhev 1970, the "four Russians"): one addition for four rows of both sums, which lie side by side in the lanes.
//
//   bits    of each column, 64 rows a word, set where the value is observed; one word of zeros after the last
//   steps   of each four rows of each column one byte, its four bits times 16: steps[four · stride + column]
//   table   of the 64 fours of a block: sixteen times (Σ d, Σ d²), 256 bytes
//   sums    of each ordered pair: (Σ d_i, Σ d_i²) over the rows of j, at (i · stride + j) · 16
//
// The stride is the number of columns, to a multiple of eight: eight pairs of sums stay in registers.

import { centerOf, scaleOf } from '../column/column-center'
import { isObserved, observedMask } from '../column/observed'

const FOURS: i32 = 64
const FOUR_BYTES: usize = 256
/** Bytes of a member's table. */
export const TABLE_BYTES: usize = <usize>FOURS * FOUR_BYTES

@inline export function strideOf(cols: i32): i32 { return (cols + 7) & ~7 }
@inline function foursOf(rows: i32): i32 { return (rows + 3) >> 2 }
/** Bytes of a column's bits. */
@inline export function bitsBytes(rows: i32): usize { return (<usize>((rows + 63) >> 6) + 1) << 3 }
@inline export function stepsBytes(rows: i32, cols: i32): usize { return (<usize>foursOf(rows) * strideOf(cols) + 15) & ~15 }
@inline export function sumsBytes(cols: i32): usize { return <usize>strideOf(cols) * cols << 4 }

/** Which of the rows row … row + 3 are observed. */
@inline function marksOf(column: usize, row: i32, rows: i32): u32 {
  const at = column + (<usize>row << 3)
  if (row + 4 <= rows) return i64x2.bitmask(observedMask(v128.load(at))) | (i64x2.bitmask(observedMask(v128.load(at, 16))) << 2)
  let marks: u32 = 0
  for (let k = 0; row + k < rows; k++) marks |= u32(isObserved(load<f64>(at + (<usize>k << 3)))) << k
  return marks
}

/** Writes a column's bits, and its steps from `steps` on every `stride` bytes. */
export function markColumn(column: usize, rows: i32, bits: usize, steps: usize, stride: i32): void {
  let word: u64 = 0
  for (let row = 0; row < rows; row += 4, steps += stride) {
    const marks = marksOf(column, row, rows)
    store<u8>(steps, marks << 4)
    word |= <u64>marks << (row & 63)
    if ((row & 63) < 60 && row + 4 < rows) continue
    store<u64>(bits, word)
    bits += 8
    word = 0
  }
  store<u64>(bits, 0)
}

/** Columns that fill up the stride have no rows. */
export function markFilling(rows: i32, cols: i32, steps: usize): void {
  const stride = strideOf(cols)
  for (let four = 0, end = foursOf(rows); four < end; four++, steps += stride)
    for (let c = cols; c < stride; c++) store<u8>(steps + c, 0)
}

/** How many rows t ≥ lag are there in the one column for which t − lag is in the other. */
export function countCommon(bits: usize, bitsBefore: usize, rows: i32, lag: i32): i32 {
  let count: i64 = 0
  bits += <usize>(lag >> 6) << 3
  const shift = <u64>(lag & 63)
  for (let row = lag; row < rows; row += 64, bits += 8, bitsBefore += 8) {
    let word = load<u64>(bits) >> shift
    if (shift) word |= load<u64>(bits, 8) << (64 - shift)
    count += popcnt<u64>(word & load<u64>(bitsBefore))
  }
  return i32(count)
}

/** Stores the sums of every subset of four pairs (d, d²), subset k at 16 · k. */
@inline function storeSubsets(table: usize, p0: v128, p1: v128, p2: v128, p3: v128): void {
  const p01 = f64x2.add(p0, p1), p23 = f64x2.add(p2, p3)
  v128.store(table, f64x2.splat(0)); v128.store(table, p0, 16); v128.store(table, p1, 32); v128.store(table, p01, 48)
  v128.store(table, p2, 64); v128.store(table, f64x2.add(p0, p2), 80); v128.store(table, f64x2.add(p1, p2), 96); v128.store(table, f64x2.add(p01, p2), 112)
  v128.store(table, p3, 128); v128.store(table, f64x2.add(p0, p3), 144); v128.store(table, f64x2.add(p1, p3), 160); v128.store(table, f64x2.add(p01, p3), 176)
  v128.store(table, p23, 192); v128.store(table, f64x2.add(p0, p23), 208); v128.store(table, f64x2.add(p1, p23), 224); v128.store(table, f64x2.add(p01, p23), 240)
}

/** The value of a row, NaN outside of the column. */
@inline function valueAt(column: usize, rows: i32, row: i32): f64 {
  return row < 0 || row >= rows ? NaN : load<f64>(column + (<usize>row << 3))
}

/** Tables for `count` fours of rows from `row` on, which may lie outside of the column. */
function buildTable(column: usize, rows: i32, row: i32, count: i32, record: usize, table: usize): void {
  const scale = f64x2.splat(scaleOf(record)), center = f64x2.splat(centerOf(record))
  for (const end = table + <usize>count * FOUR_BYTES; table < end; table += FOUR_BYTES, row += 4) {
    let a: v128, b: v128
    if (row >= 0 && row + 4 <= rows) {
      a = v128.load(column + (<usize>row << 3))
      b = v128.load(column + (<usize>row << 3), 16)
    } else {
      a = f64x2.replace_lane(f64x2.splat(valueAt(column, rows, row)), 1, valueAt(column, rows, row + 1))
      b = f64x2.replace_lane(f64x2.splat(valueAt(column, rows, row + 2)), 1, valueAt(column, rows, row + 3))
    }
    a = v128.and(f64x2.sub(f64x2.mul(a, scale), center), observedMask(a))
    b = v128.and(f64x2.sub(f64x2.mul(b, scale), center), observedMask(b))
    const a2 = f64x2.mul(a, a), b2 = f64x2.mul(b, b)
    storeSubsets(table, v128.shuffle<f64>(a, a2, 0, 2), v128.shuffle<f64>(a, a2, 1, 3), v128.shuffle<f64>(b, b2, 0, 2), v128.shuffle<f64>(b, b2, 1, 3))
  }
}

@inline function stepTo(table: usize, steps: usize, column: usize): v128 { return v128.load(table + load<u8>(steps + column)) }
@inline function addTo(sums: usize, column: usize, sum: v128): void {
  v128.store(sums + (column << 4), f64x2.add(v128.load(sums + (column << 4)), sum))
}

/** Adds a block's sums of eight columns; written out, so that they stay in registers. */
function addEight(table: usize, steps: usize, stride: i32, count: i32, sums: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
  for (const end = table + <usize>count * FOUR_BYTES; table < end; table += FOUR_BYTES, steps += stride) {
    s0 = f64x2.add(s0, stepTo(table, steps, 0))
    s1 = f64x2.add(s1, stepTo(table, steps, 1))
    s2 = f64x2.add(s2, stepTo(table, steps, 2))
    s3 = f64x2.add(s3, stepTo(table, steps, 3))
    s4 = f64x2.add(s4, stepTo(table, steps, 4))
    s5 = f64x2.add(s5, stepTo(table, steps, 5))
    s6 = f64x2.add(s6, stepTo(table, steps, 6))
    s7 = f64x2.add(s7, stepTo(table, steps, 7))
  }
  addTo(sums, 0, s0); addTo(sums, 1, s1); addTo(sums, 2, s2); addTo(sums, 3, s3)
  addTo(sums, 4, s4); addTo(sums, 5, s5); addTo(sums, 6, s6); addTo(sums, 7, s7)
}

/** The sums of one column over the rows r that each column has: those of its row r + shift, as far as there is one. */
export function sumColumn(column: usize, rows: i32, shift: i32, record: usize, steps: usize, stride: i32, sums: usize, table: usize): void {
  memory.fill(sums, 0, <usize>stride << 4)
  const fours = foursOf(rows)
  for (let four = 0; four < fours; four += FOURS, steps += <usize>FOURS * stride) {
    const count = min(FOURS, fours - four)
    buildTable(column, rows, (four << 2) + shift, count, record, table)
    for (let c: usize = 0; c < <usize>stride; c += 8) addEight(table, steps + c, stride, count, sums + (c << 4))
  }
}
