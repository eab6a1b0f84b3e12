// Spearman's rank correlation of every pair of columns: Pearson's of the average ranks.
//
// Reference   scipy.stats.spearmanr; with missing values pandas DataFrame.corr(method='spearman'), which ranks anew the rows that a pair shares
// Cost        about 15 ns a value to rank, then rows · cols² / 2 multiply-adds; a pair with missing values about 5 ns a row instead
// Error       two roundings up to 300,000 rows, for all sums are of whole numbers and exact; beyond (132 + rows/256) · 2⁻⁵³,
//             rows/4 for rows/256 + 128 with missing values
// Missing     a pair with fewer than max(2, minPeriods) common rows gives NaN, and so does a column that is constant in them
//
// Each column is put in order once (lib/order/rank-deviations). Columns without gaps have the same ranks in every pair: their deviations go
// through the tiles of lib/pair/pair-tiles. A pair with gaps walks both orders and skips the rows that the other column lacks.
//
// scratch   that of lib/pair/pairwise | deviations (8 · rows · cols, to 16) | orders (4 · rows · cols, to 16) | work space for each member's ranking

import { countOf, RECORD_BYTES, setRecord } from '../lib/column/column-center'
import { isObserved } from '../lib/column/observed'
import { CORRELATION, fromSpreads } from '../lib/pair/pair-statistic'
import { Pairs } from '../lib/pair/pair-tiles'
import { gatherMemory, pairsOf, pairwise, pairwiseBytes } from '../lib/pair/pairwise'
import { commonRankDeviations, orderColumn, orderColumnBytes, rankDeviations } from '../lib/order/rank-deviations'
import { barrier, rank, shareBegin, shareEnd, size } from '../lib/team'
import { dot } from '../lib/vectors'

@inline function deviationsBytes(rows: i32, cols: i32): usize { return ((<usize>rows * cols << 3) + 15) & ~15 }
@inline function ordersBytes(rows: i32, cols: i32): usize { return ((<usize>rows * cols << 2) + 15) & ~15 }

export function spearmanScratch(teamSize: i32, rows: i32, cols: i32, minPeriods: i32): f64 {
  return 16 + pairwiseBytes(teamSize, rows, cols) + <f64>deviationsBytes(rows, cols) + <f64>ordersBytes(rows, cols) +
    <f64>teamSize * <f64>orderColumnBytes(rows)
}

/** How many rows two columns share. */
function countCommon(x: usize, y: usize, rows: i32): i32 {
  let count = 0
  for (const end = x + (<usize>rows << 3); x < end; x += 8, y += 8)
    count += i32(isObserved(load<f64>(x))) & i32(isObserved(load<f64>(y)))
  return count
}

/** The rank correlation of columns i and j of x over the rows they share. */
function pairWithGaps(pairs: Pairs, x: usize, orders: usize, i: i32, j: i32, minPeriods: i32): f64 {
  const rows = pairs.rows
  const columnI = x + ((<usize>i * rows) << 3), columnJ = x + ((<usize>j * rows) << 3)
  const n = countCommon(columnI, columnJ, rows)
  if (n < max(2, minPeriods)) return NaN
  const ranksI = gatherMemory(pairs), ranksJ = ranksI + (<usize>rows << 3)
  memory.fill(ranksI, 0, <usize>rows << 4)
  commonRankDeviations(orders + ((<usize>i * rows) << 2), countOf(pairs.records + <usize>i * RECORD_BYTES), columnJ, n, ranksI)
  commonRankDeviations(orders + ((<usize>j * rows) << 2), countOf(pairs.records + <usize>j * RECORD_BYTES), columnI, n, ranksJ)
  const value = fromSpreads(CORRELATION, n, dot(ranksI, ranksI, rows), dot(ranksJ, ranksJ, rows), dot(ranksI, ranksJ, rows), 1, 1)
  return i == j && value == value ? 1 : value
}

/** Puts this member's share of the pairs with gaps in place of what the tiles made of them. */
function redoGaps(team: usize, pairs: Pairs, x: usize, orders: usize, minPeriods: i32, out: usize): void {
  const cols = pairs.cols
  for (let j = 0, turn = 0; j < cols; j++)
    for (let i = 0; i <= j; i++) {
      if (countOf(pairs.records + <usize>i * RECORD_BYTES) == pairs.rows && countOf(pairs.records + <usize>j * RECORD_BYTES) == pairs.rows) continue
      if (turn++ % size(team) != rank(team)) continue
      const value = pairWithGaps(pairs, x, orders, i, j, minPeriods)
      store<f64>(out + ((<usize>j * cols + i) << 3), value)
      store<f64>(out + ((<usize>i * cols + j) << 3), value)
    }
}

/** x rows × cols → out cols × cols, symmetric to the last bit. */
export function spearman(team: usize, x: usize, rows: i32, cols: i32, minPeriods: i32, out: usize, scratch: usize): void {
  const deviations = scratch + ((<usize>pairwiseBytes(size(team), rows, cols) + 15) & ~15)
  const orders = deviations + deviationsBytes(rows, cols)
  const work = orders + ordersBytes(rows, cols) + <usize>rank(team) * orderColumnBytes(rows)
  const first = shareBegin(team, cols), end = shareEnd(team, cols)
  for (let c = first; c < end; c++) {
    const order = orders + ((<usize>c * rows) << 2), to = deviations + ((<usize>c * rows) << 3)
    const length = orderColumn(x + ((<usize>c * rows) << 3), rows, order, work)
    setRecord(scratch + <usize>c * RECORD_BYTES, 1, 0, length)
    if (length == rows) rankDeviations(order, length, to)
    else memory.fill(to, 0, <usize>rows << 3)
  }
  barrier(team)
  const pairs = pairsOf(team, deviations, rows, cols, scratch)
  pairwise(team, CORRELATION, pairs, 0, minPeriods, out, 8)
  barrier(team)
  redoGaps(team, pairs, x, orders, minPeriods, out)
}
