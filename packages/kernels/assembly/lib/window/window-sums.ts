// Sums and means of trailing windows, without a running total.
//
//   out[i] = Σ x[i-window+1 … i]   (or that over the number of observed values)
//
// A running total keeps the rounding of everything it ever held: after 1e18 has passed, it is off by hundreds. Here each
// window is summed from its own values by quadrupling: P is the sums of 1, 4, 16, … neighbours, each from four of those before,
//
//   P₄ₖ[j] = (Pₖ[j] + Pₖ[j+k]) + (Pₖ[j+2k] + Pₖ[j+3k])        R[j] += Pₖ[j+taken], as often as the window's digit to base 4 says
//
// so the error is at most 2·⌈log₂ window⌉ roundings of the window's Σ|x| (and half a unit for the division). A sum is the same
// tree of additions wherever a tile begins, hence the same bits for any tiling. Windows are indexed by their first row
// here, so that every pass runs forward in place; no pass has a recurrence, so two rows share a vector.
//
// The fast path reads x itself and finds out from its results whether a window held a missing value or overflowed. Only then
// is the tile redone from a copy with zeros for missing values, with a count of the observed ones beside it, and windows
// that still overflowed (values near 1.8e308 of both signs) are added up scaled down. Rows before the first are missing.
//
// Cost: about log₄(window) + 1 passes of three additions over a tile in the first-level cache.

import { rank, shareBegin, shareEnd } from '../team'
import { copyObserved, countObserved, isObserved } from '../column/observed'
import { tileCount, tileRows } from './tiles'

/** 2^-64: with it 2^63 of the largest numbers add up without overflow. */
const SHRINK: f64 = 5.421010862427522e-20

/** Bytes that one member needs for windows of `window` rows. */
@inline function memberBytes(rows: i32, window: i32): usize {
  const width = min(window, rows)
  const tile = tileRows(width, rows)
  return ((<usize>tile << 1) + <usize>width + 8) << 3
}

export function windowSumsScratch(teamSize: i32, rows: i32, window: i32): f64 {
  return <f64>teamSize * <f64>((memberBytes(rows, window) + 15) & ~15)
}

/** The sum of four streams of values at a byte offset, in pairs. */
@inline function fourAt(a: usize, b: usize, c: usize, d: usize, offset: usize): v128 {
  return f64x2.add(f64x2.add(v128.load(a + offset), v128.load(b + offset)), f64x2.add(v128.load(c + offset), v128.load(d + offset)))
}

@inline function fourOneAt(a: usize, b: usize, c: usize, d: usize, offset: usize): f64 {
  return load<f64>(a + offset) + load<f64>(b + offset) + (load<f64>(c + offset) + load<f64>(d + offset))
}

/** to[j] = from[j] + from[j+size] + from[j+2·size] + from[j+3·size]; `to` may be `from`. */
function quadruple(from: usize, to: usize, count: i32, size: i32): void {
  const step = <usize>size << 3
  const b = from + step
  const c = b + step
  const d = c + step
  const end = <usize>count << 3
  let j: usize = 0
  for (; j + 32 <= end; j += 32) {
    const low = fourAt(from, b, c, d, j)
    const high = fourAt(from, b, c, d, j + 16)
    v128.store(to + j, low)
    v128.store(to + j, high, 16)
  }
  for (; j < end; j += 8) store<f64>(to + j, fourOneAt(from, b, c, d, j))
}

/** total[j] += from[j] */
function addInto(total: usize, from: usize, count: i32): void {
  const end = <usize>count << 3
  let j: usize = 0
  for (; j + 16 <= end; j += 16) v128.store(total + j, f64x2.add(v128.load(total + j), v128.load(from + j)))
  if (j < end) store<f64>(total + j, load<f64>(total + j) + load<f64>(from + j))
}

/** out[j] = (a[j] + b[j]) / divisor, or (a[j] + b[j] + c[j] + d[j]) / divisor; are all of them finite? */
@inline function divideStreams(a: usize, b: usize, c: usize, d: usize, four: bool, count: i32, divisor: f64, exact: bool, out: usize): bool {
  const end = <usize>count << 3
  const factor = f64x2.splat(exact ? 1 / divisor : divisor)
  let doubt = f64x2.splat(0)
  let j: usize = 0
  for (; j + 16 <= end; j += 16) {
    const sum = four ? fourAt(a, b, c, d, j) : f64x2.add(v128.load(a + j), v128.load(b + j))
    const value = exact ? f64x2.mul(sum, factor) : f64x2.div(sum, factor)
    v128.store(out + j, value)
    doubt = f64x2.add(doubt, f64x2.sub(value, value))
  }
  let rest = f64x2.extract_lane(doubt, 0) + f64x2.extract_lane(doubt, 1)
  if (j < end) {
    const value = (four ? fourOneAt(a, b, c, d, j) : load<f64>(a + j) + load<f64>(b + j)) / divisor
    store<f64>(out + j, value)
    rest += value - value
  }
  return rest == 0
}

/** Division by a power of two is an exact product, five times as fast. */
@inline function isPowerOfTwo(divisor: f64): bool { return reinterpret<i64>(divisor) << 12 == 0 }

function divideTwo(a: usize, b: usize, count: i32, divisor: f64, out: usize): bool {
  return isPowerOfTwo(divisor)
    ? divideStreams(a, b, 0, 0, false, count, divisor, true, out)
    : divideStreams(a, b, 0, 0, false, count, divisor, false, out)
}

function divideFour(a: usize, b: usize, c: usize, d: usize, count: i32, divisor: f64, out: usize): bool {
  return isPowerOfTwo(divisor)
    ? divideStreams(a, b, c, d, true, count, divisor, true, out)
    : divideStreams(a, b, c, d, true, count, divisor, false, out)
}

/** Sums of the `count` windows that begin at from[0 …], over `divisor`; are all of them finite? */
function sumTile(from: usize, count: i32, window: i32, divisor: f64, powers: usize, total: usize, out: usize): bool {
  let taken = 0
  let size = 1
  let power = from
  for (; size << 2 < window; size <<= 2) {
    for (let digit = (window / size) & 3; digit; digit--, taken += size) take(total, power, count, taken)
    quadruple(power, powers, count + window - (size << 2), size)
    power = powers
  }
  // What is left of the window is one to four powers, beside the total if that holds anything: made two streams or four.
  const step = <usize>size << 3
  let left = (window - taken) / size
  if (window == 1) memory.fill(total, 0, <usize>count << 3)
  for (; left == (taken ? 2 : 3); left--, taken += size) take(total, power, count, taken)
  const next = power + (<usize>taken << 3)
  if (left == 4) return divideFour(next, next + step, next + step * 2, next + step * 3, count, divisor, out)
  if (left == 3) return divideFour(total, next, next + step, next + step * 2, count, divisor, out)
  return left == 2 ? divideTwo(next, next + step, count, divisor, out) : divideTwo(total, next, count, divisor, out)
}

/** Adds the powers that follow the `taken` rows of each window to its total. */
function take(total: usize, power: usize, count: i32, taken: i32): void {
  if (taken) addInto(total, power + (<usize>taken << 3), count)
  else memory.copy(total, power, <usize>count << 3)
}

/** Sum of the observed rows [begin, end) over `divisor` where the plain sum overflows; infinite only if the true value is. */
export function shrunkSum(column: usize, begin: i32, end: i32, divisor: f64): f64 {
  let sum: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (isObserved(value)) sum += value * SHRINK
  }
  return sum / divisor / SHRINK
}

/** Turns the sums of rows [begin, end) into results: NaN where too few are observed, divided by their count if means are asked for.
 *  Which rows have too few is as good as random, so the choice is a selection, not a branch. */
function finishRows(column: usize, begin: i32, end: i32, window: i32, need: i32, mean: bool, out: usize): void {
  let count = countObserved(column, begin - window + 1, begin)
  for (let row = begin; row < end; row++) {
    const at = out + (<usize>row << 3)
    count += i32(isObserved(load<f64>(column + (<usize>row << 3))))
    const divisor: f64 = mean ? <f64>count : 1
    const value = load<f64>(at) / divisor
    store<f64>(at, select<f64>(value, NaN, count >= need))
    if (!isObserved(value) && count >= need) store<f64>(at, shrunkSum(column, row - window + 1, row + 1, divisor))
    const first = row - window + 1
    if (first >= 0) count -= i32(isObserved(load<f64>(column + (<usize>first << 3))))
  }
}

/** Sums (or means) of all trailing windows; column c goes to out + c · outStride bytes. `scratch` as windowSumsScratch says. */
export function windowSums(
  team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, mean: bool, out: usize, outStride: usize, scratch: usize,
): void {
  const width = min(window, rows)
  const need = mean ? max(minPeriods, 1) : minPeriods
  const tile = tileRows(width, rows)
  const tiles = rows ? tileCount(rows, tile) : 0
  const total = scratch + <usize>rank(team) * ((memberBytes(rows, window) + 15) & ~15)
  const powers = total + ((<usize>(tile + 2) & ~1) << 3)
  const divisor: f64 = mean ? <f64>width : 1
  for (let item = shareBegin(team, tiles * cols), last = shareEnd(team, tiles * cols); item < last; item++) {
    const column = x + ((<usize>(item / tiles) * <usize>rows) << 3)
    const to = out + <usize>(item / tiles) * outStride
    const begin = (item % tiles) * tile
    const count = min(tile, rows - begin)
    const first = begin - width + 1
    const at = to + (<usize>begin << 3)
    if (first >= 0 && width >= need && sumTile(column + (<usize>first << 3), count, width, divisor, powers, total, at)) continue
    copyObserved(column, first, begin + count, powers, 0)
    sumTile(powers, count, width, 1, powers, total, at)
    finishRows(column, begin, begin + count, width, need, mean, to)
  }
}
