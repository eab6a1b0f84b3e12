// Median and median absolute deviation of each column.
//
//   median = the middle one of the n observed values in order, or the mean of the middle two
//   mad    = median of |x − median|                                     raw: not multiplied by 1.4826
//
// Equal to numpy.nanmedian along the rows, and that of the deviations. Missing (non-finite) values are not seen; a column without any
// other has NaN. Cost: about 3 steps of selection (lib/select) a row for the median, twice that for the deviation; the team shares columns.
//
// Scratch of one member of the team: the observed values of a column, 8 bytes a row.
import { rank, shareBegin, shareEnd } from '../lib/team'
import { isObserved } from '../lib/observed'
import { medianOf } from '../lib/select'

@inline function scratchBytes(teamSize: i32, rows: i32): f64 { return f64(teamSize) * f64(rows) * 8 }
@inline function ownScratch(team: usize, scratch: usize, rows: i32): usize { return scratch + ((<usize>rank(team) * rows) << 3) }

/** Writes the observed values, in their order; returns how many. */
function gatherObserved(column: usize, rows: i32, values: usize): i32 {
  let count = 0
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    store<f64>(values + (<usize>count << 3), value)
    count += i32(isObserved(value))
  }
  return count
}

/** The same of their deviations from `center`, multiplied by `scale` on the way. */
function gatherDeviations(column: usize, rows: i32, center: f64, scale: f64, values: usize): i32 {
  let count = 0
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    store<f64>(values + (<usize>count << 3), abs(value * scale - center * scale))
    count += i32(isObserved(value))
  }
  return count
}

function columnMedian(column: usize, rows: i32, values: usize): f64 {
  const count = gatherObserved(column, rows, values)
  return count ? medianOf(values, count) + 0.0 : NaN
}

/** At scale ½ no deviation overflows, but small ones lose bits: it is for columns whose MAD at scale 1 comes out infinite. */
function columnDeviation(column: usize, rows: i32, values: usize): f64 {
  const center = columnMedian(column, rows, values)
  if (!isObserved(center)) return NaN
  const deviation = medianOf(values, gatherDeviations(column, rows, center, 1, values))
  return isObserved(deviation) ? deviation : 2 * medianOf(values, gatherDeviations(column, rows, center, 0.5, values))
}

export function medianScratch(teamSize: i32, rows: i32, cols: i32): f64 { return scratchBytes(teamSize, rows) }

export function median(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const values = ownScratch(team, scratch, rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    store<f64>(out + (<usize>col << 3), columnMedian(x + ((<usize>col * rows) << 3), rows, values))
}

export function madScratch(teamSize: i32, rows: i32, cols: i32): f64 { return scratchBytes(teamSize, rows) }

export function mad(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const values = ownScratch(team, scratch, rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    store<f64>(out + (<usize>col << 3), columnDeviation(x + ((<usize>col * rows) << 3), rows, values))
}
