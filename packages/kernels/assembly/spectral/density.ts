// Power of each column by frequency, of the deviations from the column's mean d_j = x_j − mean, n = rows:
//
//   power_k          c_k·|Σ_j d_j·e^(−2πi·jk/n)|²/n²,   c_k = 2, but 1 for k = 0 and, with even n, k = n/2     bins 0 … ⌊n/2⌋; their sum is Σd²/n
//   powerSpectrum    all of them
//   bandEnergy       Σ power_k over low ≤ k·fs/n < high, of each band
//   dominantPeriod   n/(k·fs) for the k ≥ 1 of largest power; of powers within 1e-9 of it the longest period
//
// Reference   scipy.signal.periodogram(x, fs, scaling='spectrum'), sums and the argument of its maximum
// Cost        that of rfft and about a nanosecond a value
// Error       below 2e-15 of the largest power
// Missing     a column with a missing value, or with deviations that add up to more than 2^1000, gives NaN
//
// The mean is that of deviations from the first value, so an offset costs no digits. Scratch: plan, then a record and two buffers a member.
import { rank, shareBegin, shareEnd } from '../lib/team'
import { isSound, loadColumns, makeRealPlan, RECORD, realBufferBytes, realPlanBytes, realSpectra } from '../lib/fourier/real-fourier'
import { fillVector } from '../lib/vectors'

@inline function scratchBytes(teamSize: i32, n: i32): f64 { return realPlanBytes(n, false) + f64(teamSize) * (f64(RECORD) + 2 * realBufferBytes(n, false)) }
@inline function ownRecord(team: usize, scratch: usize, n: i32): usize {
  return scratch + <usize>realPlanBytes(n, false) + <usize>rank(team) * (RECORD + 2 * <usize>realBufferBytes(n, false))
}

/** The first value and the mean deviation from it, of two columns, into their record. */
function centerColumns(xa: usize, xb: usize, n: i32, record: usize): void {
  const pivot = v128.load64_lane(xb, v128.load64_zero(xa), 1)
  let sum = f64x2.splat(0), sumNext = f64x2.splat(0)
  for (let j: usize = 0, end = <usize>(n & ~1) << 3; j < end; j += 16) {
    const a = v128.load(xa + j), b = v128.load(xb + j)
    sum = f64x2.add(sum, f64x2.sub(v128.shuffle<f64>(a, b, 0, 2), pivot))
    sumNext = f64x2.add(sumNext, f64x2.sub(v128.shuffle<f64>(a, b, 1, 3), pivot))
  }
  if (n & 1) {
    const last = <usize>(n - 1) << 3
    sum = f64x2.add(sum, f64x2.sub(v128.load64_lane(xb + last, v128.load64_zero(xa + last), 1), pivot))
  }
  v128.store(record, pivot)
  v128.store(record, f64x2.div(f64x2.add(sum, sumNext), f64x2.splat(f64(n))), 16)
}

/** Powers of two columns, a bin 16 bytes; returns where they are, in one of the record's buffers. */
function powersOf(plan: usize, xa: usize, xb: usize, n: i32, record: usize): usize {
  const a = record + RECORD
  centerColumns(xa, xb, n, record)
  loadColumns(xa, xb, n, record, a)
  const spectra = realSpectra(plan, n, a, a + <usize>realBufferBytes(n, false))
  const scale = f64x2.splat(1 / f64(n)), two = f64x2.splat(2)
  for (let k = 0, last = n >> 1; k <= last; k++) {
    const at = spectra + (<usize>k << 5)
    const re = f64x2.mul(v128.load(at), scale), im = f64x2.mul(v128.load(at, 16), scale)
    const power = f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im))
    v128.store(spectra + (<usize>k << 4), k == 0 || k << 1 == n ? power : f64x2.mul(two, power))
  }
  return spectra
}

export function powerSpectrumScratch(teamSize: i32, rows: i32, cols: i32): f64 { return scratchBytes(teamSize, rows) }

export function powerSpectrum(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const record = ownRecord(team, scratch, rows)
  makeRealPlan(team, scratch, rows, false, record + RECORD, record + RECORD + <usize>realBufferBytes(rows, false))
  const bins = (rows >> 1) + 1
  const pairs = (cols + 1) >> 1
  for (let pair = shareBegin(team, pairs), end = shareEnd(team, pairs); pair < end; pair++) {
    const first = <usize>pair << 1, second = min<usize>(first + 1, cols - 1)
    const powers = powersOf(scratch, x + ((first * rows) << 3), x + ((second * rows) << 3), rows, record)
    for (let lane: usize = 0; lane < 2; lane++) {
      const to = out + (((lane ? second : first) * bins) << 3)
      if (!isSound(record, lane)) fillVector(to, NaN, bins)
      else for (let k = 0; k < bins; k++) store<f64>(to + (<usize>k << 3), load<f64>(powers + (<usize>k << 4) + (lane << 3)))
    }
  }
}

/** The first bin k ≤ bins that is not below a frequency: k·fs/n ≥ frequency. */
function firstBin(frequency: f64, bins: i32, n: i32, fs: f64): i32 {
  let low = 0, high = bins
  while (low < high) {
    const middle = (low + high) >> 1
    if ((f64(middle) * fs) / f64(n) < frequency) low = middle + 1
    else high = middle
  }
  return low
}

export function bandEnergyScratch(teamSize: i32, rows: i32, cols: i32, lows: i32, highs: i32, fs: f64): f64 { return scratchBytes(teamSize, rows) }

export function bandEnergy(
  team: usize, x: usize, rows: i32, cols: i32, low: usize, bands: i32, high: usize, highs: i32, fs: f64, out: usize, scratch: usize,
): void {
  const record = ownRecord(team, scratch, rows)
  makeRealPlan(team, scratch, rows, false, record + RECORD, record + RECORD + <usize>realBufferBytes(rows, false))
  const bins = (rows >> 1) + 1
  const pairs = (cols + 1) >> 1
  for (let pair = shareBegin(team, pairs), end = shareEnd(team, pairs); pair < end; pair++) {
    const first = <usize>pair << 1, second = min<usize>(first + 1, cols - 1)
    const powers = powersOf(scratch, x + ((first * rows) << 3), x + ((second * rows) << 3), rows, record)
    for (let band = 0; band < bands; band++) {
      const from = load<f64>(low + (<usize>band << 3)), to = load<f64>(high + (<usize>band << 3))
      let sum = f64x2.splat(0)
      for (let k = firstBin(from, bins, rows, fs), last = firstBin(to, bins, rows, fs); k < last; k++) sum = f64x2.add(sum, v128.load(powers + (<usize>k << 4)))
      const known = from == from && to == to
      store<f64>(out + ((first * bands + band) << 3), known && isSound(record, 0) ? f64x2.extract_lane(sum, 0) : NaN)
      store<f64>(out + ((second * bands + band) << 3), known && isSound(record, 1) ? f64x2.extract_lane(sum, 1) : NaN)
    }
  }
}

/** Powers nearer to the largest than this share of it are as large: which one rounding favours must not matter. */
const TIE: f64 = 1e-9

/** The bin k ≥ 1 of largest power in a lane, the first of equals; 0 when all power is 0 or there is no such bin. */
function dominantBin(powers: usize, bins: i32): i32 {
  let largest: f64 = 0
  for (let k = 1; k < bins; k++) largest = max(largest, load<f64>(powers + (<usize>k << 4)))
  if (largest == 0) return 0
  let k = 1
  while (load<f64>(powers + (<usize>k << 4)) < largest * (1 - TIE)) k++
  return k
}

export function dominantPeriodScratch(teamSize: i32, rows: i32, cols: i32, fs: f64): f64 { return scratchBytes(teamSize, rows) }

export function dominantPeriod(team: usize, x: usize, rows: i32, cols: i32, fs: f64, out: usize, scratch: usize): void {
  const record = ownRecord(team, scratch, rows)
  makeRealPlan(team, scratch, rows, false, record + RECORD, record + RECORD + <usize>realBufferBytes(rows, false))
  const bins = (rows >> 1) + 1
  const pairs = (cols + 1) >> 1
  for (let pair = shareBegin(team, pairs), end = shareEnd(team, pairs); pair < end; pair++) {
    const first = <usize>pair << 1, second = min<usize>(first + 1, cols - 1)
    const powers = powersOf(scratch, x + ((first * rows) << 3), x + ((second * rows) << 3), rows, record)
    for (let lane: usize = 0; lane < 2; lane++) {
      const k = isSound(record, lane) ? dominantBin(powers + (lane << 3), bins) : 0
      store<f64>(out + ((lane ? second : first) << 3), k ? f64(rows) / (f64(k) * fs) : NaN)
    }
  }
}
