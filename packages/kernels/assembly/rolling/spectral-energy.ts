// Energy of each trailing window within bands of frequency.
//
//   energy = Σ over bins low ≤ k·fs/window < high, k ≥ 1, of c_k·|X_k|²/window²,   X_k = Σ_j x_j · e^(−2πi·jk/window) over the window's rows
//   c_k = 2, but 1 for k = window/2: what bandEnergy says of the window alone (k = 0, the mean, is not in it)
//
// Reference   numpy: rfft of each window of sliding_window_view, less its mean, squared and summed
// Cost        about 1 ns a value and bin
// Error       relative to the window's energy about 1e-15, an offset or a value long gone notwithstanding: see below
// Missing     a window with a missing value, or not yet whole, gives NaN
//
// X_k turns by a whole number of turns in `window` rows, so the row's own position serves as its phase for every window: X_k is a rolling sum of
// x_j·e^(−2πi·jk/window). Rolling sums are taken as van Herk and Gil and Werman take extrema (Pattern Recognition Letters 13, 1992): rows are cut
// every `window` rows, and a window that ends l rows after a cut is a suffix of the block before and a prefix of the one after. Nothing is
// ever subtracted, so nothing stays behind. Before that, the value at the cut, which all these windows hold, is taken from every row: a
// constant adds nothing to a bin k ≥ 1, and an offset costs no digits.
//
// Bins go in fours, their four sums in registers (one alone would wait for its additions): the real and the imaginary part in the lanes.
// A band's last four end with its highest bin, so that only the last may be window/2; places before the first bin hold zeros.
//
// Scratch: circle of `window` points | for each member: points of four bins | suffixes of four bins, 64 bytes a row of the window each | a column
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { circleBytes, copyCirclePoint, fillCircle } from '../lib/fourier/circle'
import { allObserved, isObserved } from '../lib/column/observed'

@inline function toLine(bytes: f64): f64 { return ceil(bytes / 64) * 64 }
/** Windows longer than the data are nowhere whole, and need no room. */
@inline function usedWindow(window: i32, rows: i32): i32 { return window > rows ? 1 : window }
@inline function memberBytes(window: i32, rows: i32): f64 { return f64(2 * window + 1) * 64 + toLine(f64(rows) * 8) }

/** A column without its missing values: each has the value before it, so that differences stay small; windows that see it are void anyway. */
function fillGaps(column: usize, rows: i32, to: usize): void {
  let last: f64 = 0
  for (let row: usize = 0, end = <usize>rows << 3; row < end; row += 8) {
    const value = load<f64>(column + row)
    if (isObserved(value)) last = value
    store<f64>(to + row, last)
  }
}

/** Points of bins last − 3 … last for each row of a block; zeros for bins below `first`. */
function fillPoints(points: usize, circle: usize, window: i32, first: i32, last: i32): void {
  for (let slot = 0; slot < 4; slot++) {
    const k = last - 3 + slot
    let phase = 0
    for (let row = 0; row < window; row++) {
      const at = points + (<usize>(4 * row + slot) << 4)
      if (k < first) v128.store(at, f64x2.splat(0))
      else copyCirclePoint(circle, window, phase, at)
      phase += k
      if (phase >= window) phase -= window
    }
  }
}

/** Suffix sums of a block's rows, less the pivot: entry l is over rows l … window − 1, entry `window` is 0. */
function fillSuffixes(block: usize, window: i32, pivot: f64, points: usize, suffixes: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a
  const pivots = f64x2.splat(pivot)
  let at = suffixes + (<usize>window << 6)
  let point = points + (<usize>window << 6)
  v128.store(at, a)
  v128.store(at, a, 16)
  v128.store(at, a, 32)
  v128.store(at, a, 48)
  for (let row = block + (<usize>window << 3); row > block; ) {
    row -= 8
    at -= 64
    point -= 64
    const value = f64x2.sub(v128.load64_splat(row), pivots)
    a = f64x2.add(a, f64x2.mul(value, v128.load(point)))
    b = f64x2.add(b, f64x2.mul(value, v128.load(point, 16)))
    c = f64x2.add(c, f64x2.mul(value, v128.load(point, 32)))
    d = f64x2.add(d, f64x2.mul(value, v128.load(point, 48)))
    v128.store(at, a)
    v128.store(at, b, 16)
    v128.store(at, c, 32)
    v128.store(at, d, 48)
  }
}

/** Adds Σ|X_k|² of the windows that end in `count` rows of a block to `energies`; of the last bin, `lastWeight` times that. */
function addEnergies(block: usize, count: i32, pivot: f64, points: usize, suffixes: usize, lastWeight: f64, energies: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a
  const pivots = f64x2.splat(pivot)
  const weight = f64x2.splat(lastWeight)
  for (const end = block + (<usize>count << 3); block < end; block += 8, points += 64, energies += 8) {
    suffixes += 64
    const value = f64x2.sub(v128.load64_splat(block), pivots)
    a = f64x2.add(a, f64x2.mul(value, v128.load(points)))
    b = f64x2.add(b, f64x2.mul(value, v128.load(points, 16)))
    c = f64x2.add(c, f64x2.mul(value, v128.load(points, 32)))
    d = f64x2.add(d, f64x2.mul(value, v128.load(points, 48)))
    const wholeA = f64x2.add(a, v128.load(suffixes)), wholeB = f64x2.add(b, v128.load(suffixes, 16))
    const wholeC = f64x2.add(c, v128.load(suffixes, 32)), wholeD = f64x2.add(d, v128.load(suffixes, 48))
    const squares = f64x2.add(
      f64x2.add(f64x2.mul(wholeA, wholeA), f64x2.mul(wholeB, wholeB)),
      f64x2.add(f64x2.mul(wholeC, wholeC), f64x2.mul(f64x2.mul(wholeD, wholeD), weight)),
    )
    store<f64>(energies, load<f64>(energies) + (f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1)))
  }
}

/** The energies of four bins of a column; before the first cut is nothing. */
function slide(column: usize, rows: i32, window: i32, points: usize, suffixes: usize, lastWeight: f64, energies: usize): void {
  memory.fill(suffixes, 0, (<usize>window + 1) << 6)
  for (let cut = 0; cut < rows; cut += window) {
    const block = column + (<usize>cut << 3)
    const pivot = load<f64>(block)
    if (cut) fillSuffixes(block - (<usize>window << 3), window, pivot, points, suffixes)
    addEnergies(block, min(window, rows - cut), pivot, points, suffixes, lastWeight, energies + (<usize>cut << 3))
  }
}

/** Scales a column's energies, and voids those of windows that are not whole or hold a missing value. */
function finish(column: usize, rows: i32, window: i32, energies: usize): void {
  const scale = 2 / (f64(window) * f64(window))
  let sinceMissing = 0
  for (let row = 0; row < rows; row++) {
    sinceMissing = isObserved(load<f64>(column + (<usize>row << 3))) ? sinceMissing + 1 : 0
    const at = energies + (<usize>row << 3)
    const energy = load<f64>(at) * scale
    store<f64>(at, sinceMissing >= window && energy == energy ? energy : NaN)
  }
}

/** The first bin k ≤ bins that is not below a frequency: k·fs/window ≥ frequency. */
function firstBin(frequency: f64, bins: i32, window: i32, fs: f64): i32 {
  let k = 0
  while (k < bins && (f64(k) * fs) / f64(window) < frequency) k++
  return k
}

export function rollingSpectralEnergyScratch(teamSize: i32, rows: i32, cols: i32, window: i32, lows: i32, highs: i32, fs: f64): f64 {
  const used = usedWindow(window, rows)
  return toLine(circleBytes(used)) + f64(teamSize) * memberBytes(used, rows)
}

export function rollingSpectralEnergy(
  team: usize, x: usize, rows: i32, cols: i32, window: i32, low: usize, bands: i32, high: usize, highs: i32, fs: f64, out: usize, scratch: usize,
): void {
  const used = usedWindow(window, rows)
  const points = scratch + <usize>toLine(circleBytes(used)) + <usize>rank(team) * <usize>memberBytes(used, rows)
  const suffixes = points + (<usize>used << 6)
  const filled = suffixes + ((<usize>used + 1) << 6)
  const firstColumn = shareBegin(team, cols), endColumn = shareEnd(team, cols)
  const bins = (window >> 1) + 1
  fillCircle(team, scratch, used)
  barrier(team)
  for (let band = 0; band < bands; band++) {
    const from = load<f64>(low + (<usize>band << 3)), to = load<f64>(high + (<usize>band << 3))
    const known = from == from && to == to && window <= rows
    const first = known ? max(firstBin(from, bins, window, fs), 1) : 0
    const end = known ? firstBin(to, bins, window, fs) : 0
    for (let col = firstColumn; col < endColumn; col++) memory.fill(out + (<usize>(col * bands + band) * rows << 3), 0, <usize>rows << 3)
    // Groups of four from the band's lowest bins on, each by its highest; the first has what is left over.
    for (let last = first + ((end - first - 1) & 3); last < end; last += 4) {
      fillPoints(points, scratch, window, first, last)
      for (let col = firstColumn; col < endColumn; col++) {
        let column = x + ((<usize>col * rows) << 3)
        if (!allObserved(column, rows)) {
          fillGaps(column, rows, filled)
          column = filled
        }
        slide(column, rows, window, points, suffixes, last << 1 == window ? 0.5 : 1, out + (<usize>(col * bands + band) * rows << 3))
      }
    }
    for (let col = firstColumn; col < endColumn; col++)
      finish(x + ((<usize>col * rows) << 3), rows, known || window > rows ? window : i32.MAX_VALUE, out + (<usize>(col * bands + band) * rows << 3))
  }
}
