// Pearson correlation and covariance of every pair of columns, over the rows where both are observed.
//
// Reference   pandas DataFrame.corr and DataFrame.cov (ddof 1), with pairwise-complete missing values
// Cost        rows · cols² / 2 multiply-adds; three times that where values are missing
// Error       of the covariance (140 + rows/256) · 2⁻⁵³ · √(Σ d² · Σ d′²), of the correlation twice that over √(S_xx · S_yy); Σ d² is at
//             most three times S_xx without missing values, for the centre is within an ulp of the mean, and sixteen times with
//             them (lib/pair/pair-statistic). A pair that is gathered has rows/4 in place of 128 + rows/256
// Missing     a pair with fewer than max(2, minPeriods) common rows gives NaN
// Method      deviations from the columns' means, scaled by powers of two (lib/column/column-center), then tiles (lib/pair/pair-tiles), and
//             with missing values tables of four rows (lib/pair/gap-sums)

import { CORRELATION, COVARIANCE } from '../lib/pair/pair-statistic'
import { pairwise, pairwiseBytes, preparePairs } from '../lib/pair/pairwise'

export function correlationScratch(teamSize: i32, rows: i32, cols: i32, minPeriods: i32): f64 {
  return pairwiseBytes(teamSize, rows, cols)
}

/** x rows × cols → out cols × cols, symmetric to the last bit. */
export function correlation(team: usize, x: usize, rows: i32, cols: i32, minPeriods: i32, out: usize, scratch: usize): void {
  pairwise(team, CORRELATION, preparePairs(team, x, rows, cols, scratch), 0, minPeriods, out, 8)
}

export function covarianceScratch(teamSize: i32, rows: i32, cols: i32, minPeriods: i32): f64 {
  return pairwiseBytes(teamSize, rows, cols)
}

/** x rows × cols → out cols × cols, symmetric to the last bit. */
export function covariance(team: usize, x: usize, rows: i32, cols: i32, minPeriods: i32, out: usize, scratch: usize): void {
  pairwise(team, COVARIANCE, preparePairs(team, x, rows, cols, scratch), 0, minPeriods, out, 8)
}
