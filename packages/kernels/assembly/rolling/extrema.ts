// Least and greatest value of each trailing window.
//
//   rollingMin[i] = min of the observed values of rows i-window+1 … i        rollingMax likewise
//
// Equal to pandas' DataFrame.rolling(window, min_periods).min() and .max(), exactly. Fewer than max(1, minPeriods)
// observed gives NaN.
//
// Windows may overlap where an extremum is sought, so quadrupling serves: extrema of 1, 4, 16, … neighbours,
//
//   E₄ₖ[j] = min(Eₖ[j], Eₖ[j+k], Eₖ[j+2k], Eₖ[j+3k])
//
// until four overlapping ones cover the window. Two rows share a vector, since no pass has a recurrence (van Herk's prefix
// and suffix scans need fewer comparisons for windows above a hundred or so, but every one of them waits for the last).
// Windows are indexed by their first row, so that every pass runs forward in place.
//
// A tile whose rows are all observed is read where it lies; otherwise from a copy with ±Infinity for missing values, and rows
// with too few observed are struck out afterwards. Rows before the first are missing.
//
// Cost: about log₄(window) + 1 passes of three comparisons over a tile in the first-level cache.

import { rank, shareBegin, shareEnd } from '../lib/team'
import { allObserved, copyObserved, countObserved, isObserved } from '../lib/column/observed'
import { tileCount, tileRows } from '../lib/window/tiles'

@inline function memberBytes(rows: i32, window: i32): usize {
  const width = min(window, rows)
  return ((<usize>tileRows(width, rows) + <usize>width + 2) << 3) & ~15
}

@inline function scratchBytes(teamSize: i32, rows: i32, window: i32): f64 {
  return <f64>teamSize * <f64>memberBytes(rows, window)
}

/** pmin and pmax are one instruction on every machine; they differ from min and max on NaN, which never gets here, and in the sign of zero. */
@inline function better(a: v128, b: v128, greatest: bool): v128 { return greatest ? f64x2.pmax(a, b) : f64x2.pmin(a, b) }

@inline function betterOne(a: f64, b: f64, greatest: bool): f64 { return (greatest ? a < b : b < a) ? b : a }

/** to[j] = the best of from[j], from[j+a], from[j+b], from[j+c]; `to` may be `from` when the distances grow. */
@inline function bestOfFour(from: usize, to: usize, count: i32, a: i32, b: i32, c: i32, greatest: bool): void {
  const fromA = from + (<usize>a << 3)
  const fromB = from + (<usize>b << 3)
  const fromC = from + (<usize>c << 3)
  const end = <usize>count << 3
  let j: usize = 0
  for (; j + 32 <= end; j += 32) {
    const near = better(v128.load(from + j), v128.load(fromA + j), greatest)
    const far = better(v128.load(fromB + j), v128.load(fromC + j), greatest)
    const near2 = better(v128.load(from + j, 16), v128.load(fromA + j, 16), greatest)
    const far2 = better(v128.load(fromB + j, 16), v128.load(fromC + j, 16), greatest)
    v128.store(to + j, better(near, far, greatest))
    v128.store(to + j, better(near2, far2, greatest), 16)
  }
  for (; j < end; j += 8) {
    const near = betterOne(load<f64>(from + j), load<f64>(fromA + j), greatest)
    const far = betterOne(load<f64>(fromB + j), load<f64>(fromC + j), greatest)
    store<f64>(to + j, betterOne(near, far, greatest))
  }
}

/** Extrema of the `count` windows that begin at from[0 …]. */
@inline function extremaTile(from: usize, count: i32, window: i32, work: usize, out: usize, greatest: bool): void {
  let size = 1
  let source = from
  for (; size << 2 < window; size <<= 2) {
    bestOfFour(source, work, count + window - (size << 2), size, size << 1, size * 3, greatest)
    source = work
  }
  const last = window - size
  bestOfFour(source, out, count, min(size, last), min(size << 1, last), last, greatest)
}

function minimaTile(from: usize, count: i32, window: i32, work: usize, out: usize): void { extremaTile(from, count, window, work, out, false) }

function maximaTile(from: usize, count: i32, window: i32, work: usize, out: usize): void { extremaTile(from, count, window, work, out, true) }

/** NaN into those rows of [begin, end) that have fewer than `need` observed values. */
function strikeScarce(column: usize, begin: i32, end: i32, window: i32, need: i32, out: usize): void {
  let count = countObserved(column, begin - window + 1, begin)
  for (let row = begin; row < end; row++) {
    count += i32(isObserved(load<f64>(column + (<usize>row << 3))))
    const at = out + (<usize>row << 3)
    store<f64>(at, select<f64>(load<f64>(at), NaN, count >= need))
    const first = row - window + 1
    if (first >= 0) count -= i32(isObserved(load<f64>(column + (<usize>first << 3))))
  }
}

/** One extremum of the tile [begin, begin + count) of a column. */
function columnTile(column: usize, begin: i32, count: i32, window: i32, need: i32, whole: bool, greatest: bool, work: usize, out: usize): void {
  const first = begin - window + 1
  const to = out + (<usize>begin << 3)
  let from = column + (<usize>first << 3)
  if (!whole) copyObserved(column, first, begin + count, (from = work), greatest ? -Infinity : Infinity)
  if (greatest) maximaTile(from, count, window, work, to)
  else minimaTile(from, count, window, work, to)
  if (!whole) strikeScarce(column, begin, begin + count, window, need, out)
}

/** Minima and maxima of every column; a pointer of 0 stands for "not wanted". Column c goes to its pointer + c · outStride bytes. */
function extrema(
  team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, minima: usize, maxima: usize, outStride: usize, scratch: usize,
): void {
  const width = min(window, rows)
  const need = max(minPeriods, 1)
  const tile = tileRows(width, rows)
  const tiles = rows ? tileCount(rows, tile) : 0
  const work = scratch + <usize>rank(team) * memberBytes(rows, window)
  for (let item = shareBegin(team, tiles * cols), last = shareEnd(team, tiles * cols); item < last; item++) {
    const column = x + ((<usize>(item / tiles) * <usize>rows) << 3)
    const shift = <usize>(item / tiles) * outStride
    const begin = (item % tiles) * tile
    const count = min(tile, rows - begin)
    const first = begin - width + 1
    const whole = first >= 0 && width >= need && allObserved(column + (<usize>first << 3), count + width - 1)
    if (minima) columnTile(column, begin, count, width, need, whole, false, work, minima + shift)
    if (maxima) columnTile(column, begin, count, width, need, whole, true, work, maxima + shift)
  }
}

export function rollingMin(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  extrema(team, x, rows, cols, window, minPeriods, out, 0, <usize>rows << 3, scratch)
}

export function rollingMinScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return scratchBytes(teamSize, rows, window)
}

export function rollingMax(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  extrema(team, x, rows, cols, window, minPeriods, 0, out, <usize>rows << 3, scratch)
}

export function rollingMaxScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return scratchBytes(teamSize, rows, window)
}

/** Both, columns interleaved: min of column 0, max of column 0, min of column 1, … */
export function rollingMinMax(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  extrema(team, x, rows, cols, window, minPeriods, out, out + (<usize>rows << 3), <usize>rows << 4, scratch)
}

export function rollingMinMaxScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return scratchBytes(teamSize, rows, window)
}
