// Power spectral density of each column by Welch's method: the mean of the periodograms of overlapping, windowed segments.
//
//   P_k = (c_k / (fs·Σw²)) · mean over segments of |Σ_j w_j·(x_j − mean of the segment)·e^(−2πi·jk/n)|²,   n = nperseg
//   w_j = sin²(π·j/n) (the periodic Hann window), c_k = 2, but 1 for k = 0 and, with even n, k = n/2
//
// Reference   scipy.signal.welch(x, fs, nperseg=…, noverlap=…): its defaults otherwise; what is left beyond the last whole segment is not read
// Cost        about 2.5·log2(n) flops a value of a segment
// Error       below 2e-15 of the largest density
// Missing     a missing value in any segment of a column makes the column NaN
//
// Only the sum over segments is wanted, and for real A, B and Z = A + i·B: |A_k|² + |B_k|² = (|Z_k|² + |Z_(n−k)|²)/2. So one complex transform
// takes two segments, and its lanes two such pairs: four of one column at a time, in order. The mean is that of deviations from the segment's
// first value, so an offset costs no digits. P. D. Welch, IEEE Trans. Audio Electroacoust. 15 (1967).
//
// Scratch: plan | window, 8 bytes a row of a segment | for each member its sums, 16 bytes a bin, and two buffers.
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { bufferBytes, circleOf, makePlan, planBytes, transform } from '../lib/fourier/fourier'

@inline function toLine(bytes: f64): f64 { return ceil(bytes / 64) * 64 }
@inline function planAndWindowBytes(n: i32): f64 { return toLine(planBytes(n, n, n)) + toLine(f64(n) * 8) }
@inline function sumsBytes(n: i32): f64 { return toLine(f64((n >> 1) + 1) * 16) }
@inline function memberBytes(n: i32): f64 { return sumsBytes(n) + 2 * toLine(bufferBytes(n, n, n)) }

/** sin²(π·j/n), from point j of the plan's circle of 2n; the window of a single row is 1. */
function fillWindow(team: usize, plan: usize, window: usize, n: i32): void {
  for (let j = shareBegin(team, n), end = shareEnd(team, n); j < end; j++) {
    const sine = load<f64>(circleOf(plan) + (<usize>j << 4), 8)
    store<f64>(window + (<usize>j << 3), n == 1 ? 1 : sine * sine)
  }
}

/** Σw²: 3n/8 from three rows on. */
@inline function windowEnergy(n: i32): f64 { return n < 3 ? 1 : 0.375 * f64(n) }

/** Mean deviation of a segment from its first value. */
function meanDeviation(segment: usize, n: i32): f64 {
  const pivot = v128.load64_splat(segment)
  let sum = f64x2.splat(0), sumNext = f64x2.splat(0)
  let j = 0
  for (; j + 4 <= n; j += 4) {
    sum = f64x2.add(sum, f64x2.sub(v128.load(segment + (<usize>j << 3)), pivot))
    sumNext = f64x2.add(sumNext, f64x2.sub(v128.load(segment + (<usize>j << 3), 16), pivot))
  }
  const both = f64x2.add(sum, sumNext)
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)
  for (; j < n; j++) total += load<f64>(segment + (<usize>j << 3)) - load<f64>(segment)
  return total / f64(n)
}

/** Windowed deviations of two segments into one part of the elements; without a second one its lane is 0. */
function loadSegments(first: usize, second: usize, n: i32, window: usize, to: usize): void {
  const pair = second != 0
  const other = pair ? second : first
  const pivot = v128.load64_lane(other, v128.load64_zero(first), 1)
  const shift = f64x2.replace_lane(f64x2.splat(meanDeviation(first, n)), 1, meanDeviation(other, n))
  const weight = f64x2.replace_lane(f64x2.splat(1), 1, pair ? 1 : 0)
  for (let j: usize = 0, end = <usize>n << 3; j < end; j += 8, to += 32) {
    const values = v128.load64_lane(other + j, v128.load64_zero(first + j), 1)
    const deviations = f64x2.sub(f64x2.sub(values, pivot), shift)
    v128.store(to, f64x2.mul(f64x2.mul(deviations, weight), v128.load64_splat(window + j)))
  }
}

function clearPart(n: i32, to: usize): void {
  for (let j = 0; j < n; j++, to += 32) v128.store(to, f64x2.splat(0))
}

/** Adds |Z_k|² + |Z_(n−k)|² to the sums. */
function addPowers(z: usize, n: i32, sums: usize): void {
  for (let k = 0, last = n >> 1; k <= last; k++) {
    const low = z + (<usize>k << 5), high = k ? z + (<usize>(n - k) << 5) : z
    const a = v128.load(low), b = v128.load(low, 16), c = v128.load(high), d = v128.load(high, 16)
    const powers = f64x2.add(f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)), f64x2.add(f64x2.mul(c, c), f64x2.mul(d, d)))
    const at = sums + (<usize>k << 4)
    v128.store(at, f64x2.add(v128.load(at), powers))
  }
}

/** Sums of a column over its segments, four at a time: two in the real parts, two in the imaginary ones. */
function sumSegments(plan: usize, column: usize, segments: i32, step: i32, n: i32, window: usize, sums: usize): void {
  const a = sums + <usize>sumsBytes(n), b = a + <usize>toLine(bufferBytes(n, n, n))
  const stride = <usize>step << 3
  memory.fill(sums, 0, <usize>sumsBytes(n))
  for (let segment = 0; segment < segments; segment += 4) {
    const first = column + <usize>segment * stride
    const left = segments - segment
    loadSegments(first, left > 1 ? first + stride : 0, n, window, a)
    if (left > 2) loadSegments(first + 2 * stride, left > 3 ? first + 3 * stride : 0, n, window, a + 16)
    else clearPart(n, a + 16)
    addPowers(transform(plan, a, b), n, sums)
  }
}

export function welchScratch(teamSize: i32, rows: i32, cols: i32, nperseg: i32, noverlap: i32, fs: f64): f64 {
  return planAndWindowBytes(nperseg) + f64(teamSize) * memberBytes(nperseg)
}

export function welch(team: usize, x: usize, rows: i32, cols: i32, nperseg: i32, noverlap: i32, fs: f64, out: usize, scratch: usize): void {
  const window = scratch + <usize>toLine(planBytes(nperseg, nperseg, nperseg))
  const sums = scratch + <usize>planAndWindowBytes(nperseg) + <usize>rank(team) * <usize>memberBytes(nperseg)
  const a = sums + <usize>sumsBytes(nperseg), b = a + <usize>toLine(bufferBytes(nperseg, nperseg, nperseg))
  makePlan(team, scratch, nperseg, nperseg, nperseg, a, b)
  fillWindow(team, scratch, window, nperseg)
  barrier(team)
  const step = nperseg - noverlap
  const segments = (rows - noverlap) / step
  const scale = 0.5 / (f64(segments) * (fs * windowEnergy(nperseg)))
  const bins = (nperseg >> 1) + 1
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++) {
    sumSegments(scratch, x + ((<usize>col * rows) << 3), segments, step, nperseg, window, sums)
    for (let k = 0; k < bins; k++) {
      const at = sums + (<usize>k << 4)
      const density = (load<f64>(at) + load<f64>(at, 8)) * (k == 0 || k << 1 == nperseg ? scale : 2 * scale)
      store<f64>(out + ((<usize>col * bins + k) << 3), density == density ? density : NaN)
    }
  }
}
