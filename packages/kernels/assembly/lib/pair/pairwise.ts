// A statistic of every pair of columns: sums shared out in tiles (lib/pair/pair-tiles), met at a barrier, and tiles finished.
//
// Missing values need, beside the tiles, the sums of lib/pair/gap-sums, shared out in columns.
//
// shared scratch   column records (24 · cols, to 16) | tile sums of each chunk | their totals | bits (to 16) | steps | left sums | right sums
// a member's       Pairs (64) | panels and totals | table | gathered pair

import { centerColumn, countOf, RECORD_BYTES } from '../column/column-center'
import { bitsBytes, markColumn, markFilling, stepsBytes, strideOf, sumColumn, sumsBytes, TABLE_BYTES } from './gap-sums'
import { gatherBytes, pairStatistic } from './pair-statistic'
import {
  chunkSumsBytes, chunkTotalsBytes, GROUP, groupsOf, itemsOf, joinTile, joinTotals, leftGroup, Pairs, panelsBytes, placePanels, rightGroup, sumItems, tilesOf,
} from './pair-tiles'
import { barrier, rank, shareBegin, shareEnd } from '../team'

const PAIRS_BYTES: usize = 64

@inline function recordsBytes(cols: i32): usize { return (<usize>cols * RECORD_BYTES + 15) & ~15 }
@inline function allBitsBytes(rows: i32, cols: i32): usize { return (bitsBytes(rows) * cols + 15) & ~15 }
@inline function sharedBytes(rows: i32, cols: i32): f64 {
  return <f64>recordsBytes(cols) + <f64>chunkSumsBytes(rows, cols) + <f64>chunkTotalsBytes(rows, cols) +
    <f64>allBitsBytes(rows, cols) + <f64>stepsBytes(rows, cols) + 2 * <f64>sumsBytes(cols)
}
@inline function memberBytes(rows: i32, cols: i32): usize {
  return PAIRS_BYTES + panelsBytes(groupsOf(cols)) + TABLE_BYTES + gatherBytes(rows)
}

/** Bytes of scratch. */
export function pairwiseBytes(teamSize: i32, rows: i32, cols: i32): f64 {
  return sharedBytes(rows, cols) + <f64>teamSize * <f64>memberBytes(rows, cols)
}

/** Centres the columns, marks what is observed and sets up this member's Pairs; the others have met. */
export function preparePairs(team: usize, x: usize, rows: i32, cols: i32, scratch: usize): Pairs {
  const pairs = pairsOf(team, x, rows, cols, scratch)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
    centerColumn(x + ((<usize>c * rows) << 3), rows, pairs.records + <usize>c * RECORD_BYTES)
  barrier(team)
  for (let c = 0; c < cols; c++) if (countOf(pairs.records + <usize>c * RECORD_BYTES) < rows) pairs.complete = false
  if (!pairs.complete) {
    for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
      markColumn(x + ((<usize>c * rows) << 3), rows, pairs.bits + <usize>c * bitsBytes(rows), pairs.steps + c, strideOf(cols))
    if (rank(team) == 0) markFilling(rows, cols, pairs.steps)
    barrier(team)
  }
  return pairs
}

/** This member's Pairs, complete and without a lag; the records are the caller's. */
export function pairsOf(team: usize, x: usize, rows: i32, cols: i32, scratch: usize): Pairs {
  const pairs = changetype<Pairs>(scratch + <usize>sharedBytes(rows, cols) + <usize>rank(team) * memberBytes(rows, cols))
  pairs.x = x
  pairs.rows = rows
  pairs.cols = cols
  pairs.groups = groupsOf(cols)
  pairs.lag = 0
  pairs.complete = true
  pairs.records = scratch
  pairs.sums = scratch + recordsBytes(cols)
  pairs.chunkTotals = pairs.sums + chunkSumsBytes(rows, cols)
  pairs.bits = pairs.chunkTotals + chunkTotalsBytes(rows, cols)
  pairs.steps = pairs.bits + allBitsBytes(rows, cols)
  pairs.leftSums = pairs.steps + stepsBytes(rows, cols)
  return pairs
}

@inline function tableMemory(pairs: Pairs): usize { return changetype<usize>(pairs) + PAIRS_BYTES + panelsBytes(pairs.groups) }
/** Where the gathered pair of a member lies. */
@inline export function gatherMemory(pairs: Pairs): usize { return tableMemory(pairs) + TABLE_BYTES }

/** This member's share of the sums that gaps need: of each column as the left one of every pair, and with a lag as the right one. */
function sumGaps(team: usize, pairs: Pairs): void {
  const rows = pairs.rows, stride = strideOf(pairs.cols), table = tableMemory(pairs)
  for (let c = shareBegin(team, pairs.cols), end = shareEnd(team, pairs.cols); c < end; c++) {
    const column = pairs.x + ((<usize>c * rows) << 3), record = pairs.records + <usize>c * RECORD_BYTES
    const sums = (<usize>c * stride) << 4
    sumColumn(column, rows, pairs.lag, record, pairs.steps, stride, pairs.leftSums + sums, table)
    if (pairs.lag) sumColumn(column, rows, -pairs.lag, record, pairs.steps, stride, pairs.rightSums + sums, table)
  }
}

/** The statistic of every pair at one lag: that of (i, j) goes to out + (i · cols + j) · stride, and without a lag to (j, i) too. */
export function pairwise(team: usize, statistic: i32, pairs: Pairs, lag: i32, minPeriods: i32, out: usize, stride: usize): void {
  pairs.lag = lag
  pairs.rightSums = lag ? pairs.leftSums + sumsBytes(pairs.cols) : pairs.leftSums
  placePanels(pairs, changetype<usize>(pairs) + PAIRS_BYTES)
  const items = itemsOf(pairs), tiles = tilesOf(pairs)
  sumItems(pairs, shareBegin(team, items), shareEnd(team, items))
  if (!pairs.complete) sumGaps(team, pairs)
  barrier(team)
  joinTotals(pairs)
  for (let tile = shareBegin(team, tiles), end = shareEnd(team, tiles); tile < end; tile++)
    finishTile(statistic, pairs, tile, minPeriods, out, stride)
}

function finishTile(statistic: i32, pairs: Pairs, tile: i32, minPeriods: i32, out: usize, stride: usize): void {
  joinTile(pairs, tile)
  const groupJ = rightGroup(pairs, tile)
  const firstI = leftGroup(pairs, tile, groupJ) * GROUP, firstJ = groupJ * GROUP
  const cols = pairs.cols, mirrored = pairs.lag == 0
  const memory = gatherMemory(pairs)
  for (let j = firstJ, endJ = min(firstJ + GROUP, cols); j < endJ; j++)
    for (let i = firstI, endI = min(firstI + GROUP, mirrored ? j + 1 : cols); i < endI; i++) {
      const cell = <usize>((j - firstJ) * GROUP + i - firstI) << 3
      const value = pairStatistic(statistic, pairs, tile, cell, i, j, minPeriods, memory)
      store<f64>(out + (<usize>i * cols + j) * stride, value)
      if (mirrored) store<f64>(out + (<usize>j * cols + i) * stride, value)
    }
}
