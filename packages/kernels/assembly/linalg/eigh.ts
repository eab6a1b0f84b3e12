// Eigenvalues and eigenvectors of a symmetric matrix: A·v_k = λ_k·v_k, λ ascending, v_k orthonormal.
//
// Reference   numpy.linalg.eigh (lower triangle read, upper ignored); signs are fixed here, free there
// Cost        about 9 n³ flops, all but 4/3 n³ of them shared by the team
// Error       |λ − exact| and the residual A·v − λ·v ≤ a small multiple of n · 2⁻⁵³ · max |λ|
// Missing     a matrix with a non-finite entry in its lower triangle has no eigenvalues: every output is NaN
//
// The method stands in lib/matrix/eigen.

import { symmetricEigen, symmetricEigenBytes } from '../lib/matrix/eigen'

export function eighScratch(teamSize: i32, rows: i32, cols: i32): f64 { return symmetricEigenBytes(teamSize, rows) }

/** a n × n → values n, vectors n × n (column k belongs to value k, its component of largest magnitude positive). */
export function eigh(team: usize, a: usize, rows: i32, cols: i32, values: usize, vectors: usize, scratch: usize): void {
  symmetricEigen(team, a, rows, values, vectors, scratch)
}
