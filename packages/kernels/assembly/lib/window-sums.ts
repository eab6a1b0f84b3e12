// Sums and means of trailing windows, without a running total.
//
//   out[i] = Σ x[i-window+1 … i]   (or that over the number of observed values)
//
// A running total keeps the rounding of everything it ever held: after 1e18 has passed, it is off by hundreds. Here each
// window is summed from its own values by doubling: sums of 1, 2, 4, … neighbours, each from two of the sums before,
//
//   P₂ₖ[j] = Pₖ[j] + Pₖ[j+k]        R[j] += Pₖ[j+taken] for each binary digit k of the window
//
// so the error is at most 2·⌈log₂ window⌉ roundings of the window's Σ|x| (and half a unit for the division). A sum is the same
// tree of additions wherever a tile begins, hence the same bits for any tiling. Windows are indexed by their first row
// here, so that every pass runs forward in place; no pass has a recurrence, so two rows share a vector.
//
// The fast path reads x itself and finds out from its results whether a window held a missing value or overflowed. Only then
// is the tile redone from a copy with zeros for missing values, with a count of the observed ones beside it, and windows
// that still overflowed (values near 1.8e308 of both signs) are added up scaled down. Rows before the first are missing.
//
// Cost: about log₂(window) + 1 passes of one addition over a tile in the first-level cache.

import { rank, shareBegin, shareEnd } from './team'
import { copyObserved, countObserved, isObserved } from './observed'
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

/** to[j] = from[j] + from[j+shift]; `to` may be `from`. */
function addShifted(from: usize, to: usize, count: i32, shift: i32): void {
  const far = from + (<usize>shift << 3)
  const end = <usize>count << 3
  let j: usize = 0
  for (; j + 32 <= end; j += 32) {
    const a = f64x2.add(v128.load(from + j), v128.load(far + j))
    const b = f64x2.add(v128.load(from + j, 16), v128.load(far + j, 16))
    v128.store(to + j, a)
    v128.store(to + j, b, 16)
  }
  for (; j < end; j += 8) store<f64>(to + j, load<f64>(from + j) + load<f64>(far + j))
}

/** out[j] = (near[j] + far[j]) / divisor; are all of them finite? A division by a power of two is an exact product. */
@inline function addDivided(near: usize, far: usize, count: i32, divisor: f64, exact: bool, out: usize): bool {
  const end = <usize>count << 3
  const factor = f64x2.splat(exact ? 1 / divisor : divisor)
  let doubt = f64x2.splat(0)
  let j: usize = 0
  for (; j + 32 <= end; j += 32) {
    let a = f64x2.add(v128.load(near + j), v128.load(far + j))
    let b = f64x2.add(v128.load(near + j, 16), v128.load(far + j, 16))
    a = exact ? f64x2.mul(a, factor) : f64x2.div(a, factor)
    b = exact ? f64x2.mul(b, factor) : f64x2.div(b, factor)
    v128.store(out + j, a)
    v128.store(out + j, b, 16)
    doubt = f64x2.add(doubt, f64x2.add(f64x2.sub(a, a), f64x2.sub(b, b)))
  }
  let rest = f64x2.extract_lane(doubt, 0) + f64x2.extract_lane(doubt, 1)
  for (; j < end; j += 8) {
    const value = (load<f64>(near + j) + load<f64>(far + j)) / divisor
    store<f64>(out + j, value)
    rest += value - value
  }
  return rest == 0
}

/** Sums of the `count` windows that begin at from[0 …], over `divisor`; are all of them finite? */
function sumTile(from: usize, count: i32, window: i32, divisor: f64, powers: usize, total: usize, out: usize): bool {
  let taken = 0
  let size = 1
  let power = from
  for (; size << 1 < window; size <<= 1) {
    if (window & size) {
      if (taken) addInto(total, power + (<usize>taken << 3), count)
      else memory.copy(total, power, <usize>count << 3)
      taken += size
    }
    addShifted(power, powers, count + window - (size << 1), size)
    power = powers
  }
  let near = power
  if (size == window) memory.fill((near = total), 0, <usize>count << 3)
  else if (size << 1 == window) taken = size
  else near = total
  const far = power + (<usize>taken << 3)
  const bits = reinterpret<i64>(divisor)
  return bits << 12 ? addDivided(near, far, count, divisor, false, out) : addDivided(near, far, count, divisor, true, out)
}

function addInto(total: usize, from: usize, count: i32): void {
  const end = <usize>count << 3
  let j: usize = 0
  for (; j + 16 <= end; j += 16) v128.store(total + j, f64x2.add(v128.load(total + j), v128.load(from + j)))
  if (j < end) store<f64>(total + j, load<f64>(total + j) + load<f64>(from + j))
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

/** Turns the sums of rows [begin, end) into results: NaN where too few are observed, divided by their count if means are asked for. */
function finishRows(column: usize, begin: i32, end: i32, window: i32, need: i32, mean: bool, out: usize): void {
  let count = countObserved(column, begin - window + 1, begin)
  for (let row = begin; row < end; row++) {
    const at = out + (<usize>row << 3)
    count += i32(isObserved(load<f64>(column + (<usize>row << 3))))
    const sum = load<f64>(at)
    const divisor: f64 = mean ? <f64>count : 1
    if (count < need) store<f64>(at, NaN)
    else store<f64>(at, isObserved(sum) ? sum / divisor : shrunkSum(column, row - window + 1, row + 1, divisor))
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
