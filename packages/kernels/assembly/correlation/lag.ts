// Pearson correlation of every ordered pair of columns at every lag: out (lag, pair i, j) is that of x_i[t] and x_j[t − lag].
//
// Reference   pandas x_i.corr(x_j.shift(lag)): means and spreads are those of the overlapping rows
// Cost        lags · rows · cols² multiply-adds; three times that where values are missing
// Error       that of correlation/correlation.ts
// Missing     a pair with fewer than max(2, minPeriods) common rows gives NaN; so does one that is constant in them
// Method      that of the correlation, with panels of the later and of the earlier rows (lib/pair/pair-tiles)

import { CORRELATION } from '../lib/pair/pair-statistic'
import { pairwise, pairwiseBytes, preparePairs } from '../lib/pair/pairwise'
import { barrier } from '../lib/team'

export function pairwiseLagCorrelationScratch(teamSize: i32, rows: i32, cols: i32, lags: i32, minPeriods: i32): f64 {
  return pairwiseBytes(teamSize, rows, cols)
}

/** x rows × cols → out lags × (cols · cols), pair (i, j) in column i · cols + j. */
export function pairwiseLagCorrelation(team: usize, x: usize, rows: i32, cols: i32, lags: i32, minPeriods: i32, out: usize, scratch: usize): void {
  const pairs = preparePairs(team, x, rows, cols, scratch)
  for (let lag = 0; lag < lags; lag++) {
    pairwise(team, CORRELATION, pairs, lag, minPeriods, out + (<usize>lag << 3), <usize>lags << 3)
    // Tiles are shared out anew: with a lag there are more of them.
    barrier(team)
  }
}
