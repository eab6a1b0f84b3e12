// Principal components of the training rows: the directions in which the sensors move together.
//
//   centre       mean of the observed values of each column
//   covariance   Dᵀ·D / (rows − 1), D the deviations from the centre
//   model        its eigenvectors and eigenvalues, descending (eigenvalues below zero, which rounding makes, are 0)
//   kept         the fewest leading components whose eigenvalues reach `variance` of their sum, or `components` of
//                them; never more than cols − 1, and none whose eigenvalue is at most 1e-12 of the largest
//
// Reference   sklearn.decomposition.PCA(svd_solver='full'): mean_, components_, explained_variance_ (signs fixed here)
// Cost        9/16 · rows · cols² multiply-adds, shared, then about 9 cols³ flops on one member
// Error       eigenvalues: (256 + rows/256 + cols) · 2⁻⁵³ · the largest, a small multiple of it
// Missing     a missing value counts as the centre; a sensor that was never observed has a NaN centre and takes no part
//
// A constant column has deviations of exactly 0: they are taken from the first observed value before the mean.

import { blockedMean, writeDeviations } from '../lib/column/deviations'
import { symmetricEigen, symmetricEigenBytes } from '../lib/matrix/eigen'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { scaleBy, swap } from '../lib/vectors'
import { gram, gramScratch } from '../linalg/gram'

/** Eigenvalues up to this share of the largest are rounding noise. */
const NOISE: f64 = 1e-12

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** Turns ascending order into descending, and negative rounding into 0. */
function reverseComponents(values: usize, vectors: usize, n: i32): void {
  for (let i = 0, j = n - 1; i < j; i++, j--) {
    swap(values + (<usize>i << 3), values + (<usize>j << 3), 1)
    swap(vectors + ((<usize>i * n) << 3), vectors + ((<usize>j * n) << 3), n)
  }
  for (let i = 0; i < n; i++) if (at(values, i) < 0) put(values, i, 0)
}

/** How many leading components to keep. */
function keptOf(values: usize, n: i32, variance: f64, components: i32): i32 {
  let total: f64 = 0, useful = 0
  for (let i = 0; i < n; i++) {
    total += at(values, i)
    if (at(values, i) > NOISE * at(values, 0)) useful++
  }
  const most = min(useful, n - 1)
  if (components > 0) return min(components, most)
  let kept = 0
  for (let sum: f64 = 0; kept < most && sum < variance * total; kept++) sum += at(values, kept)
  return kept
}

/** Bytes: deviations, covariance, and the larger of what the Gram matrix and the eigenvectors take. */
export function pcaFitScratch(teamSize: i32, rows: i32, cols: i32, variance: f64, components: i32): f64 {
  return 8 * (<f64>rows * cols + <f64>cols * cols) + 16 + max(gramScratch(teamSize, rows, cols), symmetricEigenBytes(teamSize, cols))
}

/** x rows × cols → center cols, vectors cols × cols, eigenvalues cols, kept 1. */
export function pcaFit(team: usize, x: usize, rows: i32, cols: i32, variance: f64, components: i32,
  center: usize, vectors: usize, eigenvalues: usize, kept: usize, scratch: usize): void {
  const deviations = scratch
  const covariance = deviations + ((<usize>rows * cols) << 3)
  const rest = (covariance + ((<usize>cols * cols) << 3) + 15) & ~15
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    const offset = (<usize>c * rows) << 3
    put(center, c, blockedMean(x + offset, rows))
    writeDeviations(x + offset, rows, at(center, c), deviations + offset)
  }
  barrier(team)
  gram(team, deviations, rows, cols, covariance, rest)
  barrier(team)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
    scaleBy(covariance + ((<usize>c * cols) << 3), 1 / <f64>max(rows - 1, 1), cols)
  barrier(team)
  symmetricEigen(team, covariance, cols, eigenvalues, vectors, rest)
  if (rank(team) == 0) {
    reverseComponents(eigenvalues, vectors, cols)
    store<f64>(kept, <f64>keptOf(eigenvalues, cols, variance, components))
  }
  barrier(team)
}
