// The observed values of a column side by side, and their order statistics, each in about one pass (lib/order/sampled-select).
//
//   scratch   0: the observed values (not used by a column without gaps), 8 bytes a row | then the work of sampled-select

import { allObserved, isObserved } from './observed'
import { midpoint } from '../order/order-statistic'
import { lowerOf, selectPair, selectPairBytes, upperOf } from '../order/sampled-select'

/** Bytes of scratch of one member of the team. */
@inline export function columnScratchBytes(rows: i32): usize { return selectPairBytes(rows) + (<usize>rows << 3) }

@inline export function workOf(scratch: usize, rows: i32): usize { return scratch + (<usize>rows << 3) }

/** Writes the observed values to `values`, in their order; returns how many. */
export function gatherObserved(column: usize, rows: i32, values: usize): i32 {
  let to = values
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 8) {
    const value = load<f64>(at)
    store<f64>(to, value)
    to += <usize>isObserved(value) << 3
  }
  return i32((to - values) >> 3)
}

/** Gathers the observed values in `scratch` unless all are; returns how many there are. They lie at `observedAt`. */
export function observe(column: usize, rows: i32, scratch: usize): i32 {
  return allObserved(column, rows) ? rows : gatherObserved(column, rows, scratch)
}

@inline export function observedAt(column: usize, rows: i32, count: i32, scratch: usize): usize { return count == rows ? column : scratch }

/** Median of `count` ≥ 1 values; −0 becomes +0. */
export function medianOfRun(values: usize, count: i32, work: usize): f64 {
  selectPair(values, count, (count - 1) >> 1, work)
  return count & 1 ? lowerOf(work) + 0.0 : midpoint(lowerOf(work), upperOf(work))
}

/** Writes |value − center| of each value, multiplied by `scale` on the way; `to` may be `values`. */
function writeDeviations(values: usize, count: i32, center: f64, scale: f64, to: usize): void {
  const centers = f64x2.splat(center * scale), scales = f64x2.splat(scale)
  const end = values + (<usize>(count & ~1) << 3)
  for (; values < end; values += 16, to += 16)
    v128.store(to, f64x2.abs(f64x2.sub(f64x2.mul(v128.load(values), scales), centers)))
  if (count & 1) store<f64>(to, abs(load<f64>(values) * scale - center * scale))
}

/**
 * Median absolute deviation of a column's observed values from `center`; they are lost from scratch. Deviations that overflow have their
 * place in the order. Where the MAD itself comes out infinite all are halved, which costs small ones their last bits.
 */
export function deviationOfColumn(column: usize, rows: i32, count: i32, center: f64, scratch: usize): f64 {
  const work = workOf(scratch, rows)
  writeDeviations(observedAt(column, rows, count, scratch), count, center, 1, scratch)
  const deviation = medianOfRun(scratch, count, work)
  if (deviation < Infinity) return deviation
  observe(column, rows, scratch)
  writeDeviations(observedAt(column, rows, count, scratch), count, center, 0.5, scratch)
  return 2 * medianOfRun(scratch, count, work)
}
