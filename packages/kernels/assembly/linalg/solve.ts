// Solution of linear equations with one matrix and several right-hand sides: A·X = B.
//
// Reference   numpy.linalg.solve
// Cost        n³/3 + n² · sides multiply-adds, shared by the team; panels of 24 columns by one member
// Error       (A + E)·x = b with |E| ≤ 3n · 2⁻⁵³ · |L|·|U| (Higham 2002, theorem 9.4); the residual is small whatever the condition
// Missing     a value of a that is not finite, or a pivot that is exactly 0 (singular), makes X NaN; a column of b with such a value, its own
//
// LU with partial pivoting (the largest of the column, the first of equals), right-looking in panels of 24 columns, on the matrix (A B) in
// scratch: B is eliminated along with A's own columns. A and each column of B are scaled by powers of two, exactly.
// Then back substitution, 24 rows at a time. Columns are n apart throughout.

import { BLOCK, subtractProduct, updateBytes } from '../lib/matrix/panel-update'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { addScaled, cell, divideBy, fillVector, largestMagnitude, powerOfTwoFor, scaleInto } from '../lib/vectors'


@inline function exchange(a: usize, b: usize): void {
  const kept = load<f64>(a)
  store<f64>(a, load<f64>(b))
  store<f64>(b, kept)
}

/** Row of the largest magnitude in a column from row `begin` on. */
function pivotRow(lu: usize, n: i32, begin: i32, col: i32): i32 {
  let found = begin
  let largest: f64 = -1
  for (let r = begin; r < n; r++) {
    const value = abs(load<f64>(cell(lu, n, r, col)))
    if (value <= largest) continue
    largest = value
    found = r
  }
  return found
}

/** Factors columns [begin, end), noting which row each pivot came from; false if a pivot is 0 or not a number. */
function factorPanel(lu: usize, n: i32, begin: i32, end: i32, pivots: usize): bool {
  for (let j = begin; j < end; j++) {
    const from = pivotRow(lu, n, j, j)
    store<i32>(pivots + (<usize>j << 2), from)
    for (let c = begin; c < end; c++) exchange(cell(lu, n, j, c), cell(lu, n, from, c))
    const pivot = load<f64>(cell(lu, n, j, j))
    if (!(abs(pivot) > 0)) return false
    divideBy(cell(lu, n, j + 1, j), pivot, n - j - 1)
    for (let c = j + 1; c < end; c++) addScaled(cell(lu, n, j + 1, c), -load<f64>(cell(lu, n, j, c)), cell(lu, n, j + 1, j), n - j - 1)
  }
  return true
}

/** Brings a later column up to the panel: its rows exchanged, its first rows solved with the panel's unit lower triangle. */
function followPanel(lu: usize, n: i32, begin: i32, end: i32, pivots: usize, col: i32): void {
  for (let j = begin; j < end; j++) exchange(cell(lu, n, j, col), cell(lu, n, load<i32>(pivots + (<usize>j << 2)), col))
  for (let j = begin; j < end; j++) addScaled(cell(lu, n, j + 1, col), -load<f64>(cell(lu, n, j, col)), cell(lu, n, j + 1, j), end - j - 1)
}

/** Makes (A B) upper triangular in A; false if A is singular. `good` is the team's shared flag, 1 before. */
function eliminate(team: usize, lu: usize, n: i32, cols: i32, pivots: usize, good: usize, scratch: usize): bool {
  for (let j = 0; j < n; j += BLOCK) {
    const end = min(n, j + BLOCK)
    if (rank(team) == 0 && !factorPanel(lu, n, j, end, pivots)) store<i32>(good, 0)
    barrier(team)
    if (load<i32>(good) == 0) return false
    const later = cols - end
    for (let c = shareBegin(team, later), last = shareEnd(team, later); c < last; c++) followPanel(lu, n, j, end, pivots, end + c)
    barrier(team)
    subtractProduct(team, cell(lu, n, end, end), cell(lu, n, end, j), <usize>n << 3, n - end, cell(lu, n, j, end), 8, <usize>n << 3, later, end - j, false, scratch)
  }
  return true
}

/** Rows [begin, end) of one column of X, given that all later ones have been subtracted. */
function solveRows(lu: usize, n: i32, begin: i32, end: i32, col: i32): void {
  for (let j = end - 1; j >= begin; j--) {
    const x = load<f64>(cell(lu, n, j, col)) / load<f64>(cell(lu, n, j, j))
    store<f64>(cell(lu, n, j, col), x)
    addScaled(cell(lu, n, begin, col), -x, cell(lu, n, begin, j), j - begin)
  }
}

function substituteBack(team: usize, lu: usize, n: i32, sides: i32, scratch: usize): void {
  const stride = <usize>n << 3
  for (let begin = ((n - 1) / BLOCK) * BLOCK; begin >= 0; begin -= BLOCK) {
    const end = min(n, begin + BLOCK)
    for (let c = shareBegin(team, sides), last = shareEnd(team, sides); c < last; c++) solveRows(lu, n, begin, end, n + c)
    barrier(team)
    subtractProduct(team, cell(lu, n, 0, n), cell(lu, n, 0, begin), stride, begin, cell(lu, n, begin, n), 8, stride, sides, end - begin, false, scratch)
  }
}

/** Puts a column of X: what was solved is for scale · A and its own side scaled. One factor where that exists, for two could overflow between. */
function putSolution(from: usize, n: i32, scale: f64, sideScale: f64, to: usize): void {
  const ratio = scale / sideScale
  const whole = ratio >= 2.2250738585072014e-308 && ratio < Infinity
  for (let i = 0; i < n; i++, from += 8, to += 8) {
    const x = whole ? load<f64>(from) * ratio : (load<f64>(from) * scale) / sideScale
    store<f64>(to, x == x ? x : NaN)
  }
}

/** Bytes: flag (8), pivots, (A B), then what updates need. */
export function solveScratch(teamSize: i32, n: i32, cols: i32, rows: i32, sides: i32): f64 {
  return 8.0 + <f64>(n + 1) * 8.0 + <f64>n * (<f64>n + <f64>sides) * 8.0 + updateBytes(teamSize, n + sides)
}

/** a n × n, b n × sides → out n × sides. */
export function solve(team: usize, a: usize, n: i32, cols: i32, b: usize, rows: i32, sides: i32, out: usize, scratch: usize): void {
  const pivots = scratch + 8
  const lu = pivots + (<usize>(n + 1) << 3)
  const update = cell(lu, n, 0, n + sides)
  const scale = powerOfTwoFor(largestMagnitude(a, n * n))
  const begin = shareBegin(team, sides), end = shareEnd(team, sides)
  if (largestMagnitude(a, n * n) < Infinity) {
    for (let j = shareBegin(team, n), last = shareEnd(team, n); j < last; j++) scaleInto(cell(lu, n, 0, j), cell(a, n, 0, j), scale, n)
    for (let c = begin; c < end; c++) scaleInto(cell(lu, n, 0, n + c), cell(b, n, 0, c), powerOfTwoFor(largestMagnitude(cell(b, n, 0, c), n)), n)
    if (rank(team) == 0) store<i32>(scratch, 1)
    barrier(team)
    if (eliminate(team, lu, n, n + sides, pivots, scratch, update)) {
      substituteBack(team, lu, n, sides, update)
      for (let c = begin; c < end; c++) {
        const largest = largestMagnitude(cell(b, n, 0, c), n)
        if (largest == largest) putSolution(cell(lu, n, 0, n + c), n, scale, powerOfTwoFor(largest), cell(out, n, 0, c))
        else fillVector(cell(out, n, 0, c), NaN, n)
      }
      return
    }
  }
  for (let c = begin; c < end; c++) fillVector(cell(out, n, 0, c), NaN, n)
}
