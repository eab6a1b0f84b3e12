// A statistic of every pair of columns, shared out in tiles (lib/pair-tiles), each finished by the member that summed it.
//
// shared scratch   column records (24 · cols, to 16) | tile sums (432 · groups²)
// a member's       Pairs (64) | panels | gathered pair

import { centerColumn, countOf, RECORD_BYTES } from './column-center'
import { gatherBytes, pairStatistic } from './pair-statistic'
import { GROUP, groupsOf, leftGroup, Pairs, panelsBytes, placePanels, rightGroup, sumTiles, TILE_BYTES, tilesOf } from './pair-tiles'
import { barrier, rank, shareBegin, shareEnd } from './team'

const PAIRS_BYTES: usize = 64

@inline function recordsBytes(cols: i32): usize { return (<usize>cols * RECORD_BYTES + 15) & ~15 }
@inline function sumsBytes(cols: i32): usize { return <usize>groupsOf(cols) * groupsOf(cols) * TILE_BYTES }
@inline function memberBytes(rows: i32, cols: i32): usize { return PAIRS_BYTES + panelsBytes(groupsOf(cols)) + gatherBytes(rows) }

/** Bytes of scratch. */
export function pairwiseBytes(teamSize: i32, rows: i32, cols: i32): f64 {
  return <f64>recordsBytes(cols) + <f64>sumsBytes(cols) + <f64>teamSize * <f64>memberBytes(rows, cols)
}

/** Centres the columns and sets up this member's Pairs; the others have met. */
export function preparePairs(team: usize, x: usize, rows: i32, cols: i32, scratch: usize): Pairs {
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
    centerColumn(x + ((<usize>c * rows) << 3), rows, scratch + <usize>c * RECORD_BYTES)
  barrier(team)
  const pairs = pairsOf(team, x, rows, cols, scratch)
  pairs.complete = true
  for (let c = 0; c < cols; c++) if (countOf(scratch + <usize>c * RECORD_BYTES) < rows) pairs.complete = false
  return pairs
}

/** This member's Pairs; records and completeness are the caller's. */
export function pairsOf(team: usize, x: usize, rows: i32, cols: i32, scratch: usize): Pairs {
  const sums = scratch + recordsBytes(cols)
  const pairs = changetype<Pairs>(sums + sumsBytes(cols) + <usize>rank(team) * memberBytes(rows, cols))
  pairs.x = x
  pairs.rows = rows
  pairs.cols = cols
  pairs.groups = groupsOf(cols)
  pairs.records = scratch
  pairs.sums = sums
  pairs.lag = 0
  return pairs
}

/** Where the gathered pair of a member lies. */
@inline export function gatherMemory(pairs: Pairs): usize { return changetype<usize>(pairs) + PAIRS_BYTES + panelsBytes(pairs.groups) }

/** The statistic of every pair at one lag: that of (i, j) goes to out + (i · cols + j) · stride, and without a lag to (j, i) too. */
export function pairwise(team: usize, statistic: i32, pairs: Pairs, lag: i32, minPeriods: i32, out: usize, stride: usize): void {
  pairs.lag = lag
  placePanels(pairs, changetype<usize>(pairs) + PAIRS_BYTES)
  const tiles = tilesOf(pairs)
  const firstTile = shareBegin(team, tiles), endTile = shareEnd(team, tiles)
  if (firstTile == endTile) return
  sumTiles(pairs, firstTile, endTile)
  for (let tile = firstTile; tile < endTile; tile++) finishTile(statistic, pairs, tile, minPeriods, out, stride)
}

function finishTile(statistic: i32, pairs: Pairs, tile: i32, minPeriods: i32, out: usize, stride: usize): void {
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
