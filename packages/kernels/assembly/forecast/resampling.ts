// What else might have been seen: histories put together anew from blocks of the one there is.
//
//   blockBootstrap    resamples of as many rows, of blocks that may run over the end to the beginning; their means and a quantile
//   monteCarloPaths   ways on from a value by steps seen before, in blocks; and when each first falls to a threshold
//
// Source      Künsch, Ann. Statist. 17 (1989); Politis and Romano, "A circular block-resampling procedure for stationary data" (1992)
// Cost        blockBootstrap: draws · rows · cols, a selection each; monteCarloPaths: paths · horizon additions
// Error       of a mean rows · 2⁻⁵³, of a path horizon · 2⁻⁵³ of its largest value
// Missing     is drawn like any row, and not seen by mean and quantile; monteCarloPaths draws among the observed steps

import { between } from '../lib/order/interpolate'
import { columnScratchBytes, gatherObserved, workOf } from '../lib/column/observed-column'
import { isObserved } from '../lib/column/observed'
import { randomBelow } from '../lib/random'
import { lowerOf, selectPair, upperOf } from '../lib/order/sampled-select'
import { rank, shareBegin, shareEnd } from '../lib/team'
import { cell } from '../lib/vectors'

/** Streams of random numbers (lib/random). */
const BLOCKS: i32 = 31
const STEPS: i32 = 32
const SUM_BLOCK: i32 = 256

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** One resample of a column; every column of a draw has the same blocks. */
function resample(column: usize, rows: i32, blockLength: i32, seed: i32, draw: i32, to: usize): void {
  for (let filled = 0, block = 0; filled < rows; block++) {
    let from = randomBelow(seed, BLOCKS, draw, block, rows)
    for (const end = min(filled + blockLength, rows); filled < end; filled++) {
      put(to, filled, at(column, from))
      from = from + 1 < rows ? from + 1 : 0
    }
  }
}

function meanOf(values: usize, count: i32): f64 {
  let total: f64 = 0
  for (let begin = 0; begin < count; begin += SUM_BLOCK) {
    let sum: f64 = 0
    for (let i = begin, end = min(begin + SUM_BLOCK, count); i < end; i++) sum += at(values, i) / <f64>count
    total += sum
  }
  return total
}

function quantileOf(values: usize, count: i32, q: f64, work: usize): f64 {
  const position = q * <f64>(count - 1)
  selectPair(values, count, i32(position), work)
  return between(lowerOf(work), upperOf(work), position - floor(position))
}

export function blockBootstrapScratch(teamSize: i32, rows: i32, cols: i32, draws: i32, blockLength: i32, q: f64, seed: i32): f64 {
  return <f64>teamSize * (<f64>columnScratchBytes(rows) + 8 * <f64>rows)
}

/** x rows × cols → means draws × cols, quantiles draws × cols. */
export function blockBootstrap(team: usize, x: usize, rows: i32, cols: i32, draws: i32, blockLength: i32, q: f64, seed: i32, means: usize,
  quantiles: usize, scratch: usize): void {
  const drawn = scratch + <usize>rank(team) * (columnScratchBytes(rows) + (<usize>rows << 3)), own = drawn + (<usize>rows << 3)
  for (let draw = shareBegin(team, draws), end = shareEnd(team, draws); draw < end; draw++)
    for (let c = 0; c < cols; c++) {
      resample(cell(x, rows, 0, c), rows, blockLength, seed, draw, drawn)
      const count = gatherObserved(drawn, rows, own)
      put(means, c * draws + draw, count > 0 ? meanOf(own, count) : NaN)
      put(quantiles, c * draws + draw, count > 0 ? quantileOf(own, count, q, workOf(own, rows)) : NaN)
    }
}

export function monteCarloPathsScratch(teamSize: i32, length: i32, start: f64, threshold: f64, horizon: i32, paths: i32, blockLength: i32, seed: i32): f64 {
  return <f64>teamSize * 8 * <f64>length
}

/** steps length → levels horizon × paths, crossings paths. */
export function monteCarloPaths(team: usize, steps: usize, length: i32, start: f64, threshold: f64, horizon: i32, paths: i32, blockLength: i32, seed: i32,
  levels: usize, crossings: usize, scratch: usize): void {
  const seen = scratch + ((<usize>rank(team) * length) << 3), count = gatherObserved(steps, length, seen)
  for (let path = shareBegin(team, paths), end = shareEnd(team, paths); path < end; path++) {
    let level = start, left = 0, from = 0
    put(crossings, path, NaN)
    for (let step = 0, block = 0; step < horizon; step++, left--) {
      if (left == 0) {
        from = count > 0 ? randomBelow(seed, STEPS, path, block++, count) : 0
        left = blockLength
      }
      level += count > 0 ? at(seen, from) : 0
      from = from + 1 < count ? from + 1 : 0
      put(levels, path * horizon + step, isObserved(level) ? level : NaN)
      if (level <= threshold && !(at(crossings, path) == at(crossings, path))) put(crossings, path, <f64>(step + 1))
    }
  }
}
