// Which rows a chart shows. A series longer than the screen is wide is cut into buckets of equal time, and of each bucket the rows with the
// smallest and the largest value are kept: every peak survives at its true time, and a line through the kept rows covers the same pixels as
// a line through all of them (Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014, less its first and last
// row of a bucket, which matter only within the bucket's own pixel).

/** Stands between two kept rows where data is absent: the line must not bridge it. */
export const gap = -1

export interface Thinned {
  /** Row numbers, ascending, with `gap` where the line breaks. */
  readonly rows: Int32Array
  /** Rows that the window holds. */
  readonly of: number
  readonly thinned: boolean
}

/** First row whose time is not before `at`, in ascending `time`. */
export function firstRowFrom(time: Float64Array, at: number): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle] < at) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Rows of [begin, end) that a chart of `columns` needs, at most about `most`.
 * `time` is ascending, in milliseconds. A hole wider than three cadences, and wide enough to be seen, breaks the line.
 * Cost: one pass over the rows of each column.
 */
export function thin(
  time: Float64Array,
  columns: readonly Float64Array[],
  begin: number,
  end: number,
  most: number,
  cadenceSeconds: number,
): Thinned {
  const of = Math.max(0, end - begin)
  if (of === 0) return { rows: new Int32Array(0), of, thinned: false }
  const span = time[end - 1] - time[begin]
  const thinned = of > most
  const buckets = Math.max(1, Math.floor((most - 2) / (2 * columns.length)))
  const keep = thinned ? extremes(time, columns, begin, end, buckets) : new Uint8Array(of).fill(1)
  const bridged = Math.max(3000 * cadenceSeconds, span / 200, thinned ? (2 * span) / buckets + 1000 * cadenceSeconds : 0)
  return { rows: withGaps(time, keep, begin, bridged), of, thinned }
}

/** One flag a row of the window: 1 where the row is kept. */
function extremes(time: Float64Array, columns: readonly Float64Array[], begin: number, end: number, buckets: number): Uint8Array {
  const keep = new Uint8Array(end - begin)
  const first = time[begin]
  const perBucket = (time[end - 1] - first) / buckets
  keep[0] = 1
  keep[end - begin - 1] = 1
  let from = begin
  for (let bucket = 1; bucket <= buckets && from < end; bucket++) {
    const limit = first + bucket * perBucket
    let to = from
    while (to < end && (time[to] < limit || bucket === buckets)) to++
    for (const column of columns) keepExtremes(column, from, to, begin, keep)
    from = to
  }
  return keep
}

/** Marks the rows of the smallest and the largest value; of a bucket without any value, its first row, so that the hole shows. */
function keepExtremes(column: Float64Array, from: number, to: number, begin: number, keep: Uint8Array): void {
  let smallest = -1
  let largest = -1
  for (let row = from; row < to; row++) {
    const value = column[row]
    if (!Number.isFinite(value)) continue
    if (smallest < 0 || value < column[smallest]) smallest = row
    if (largest < 0 || value > column[largest]) largest = row
  }
  if (smallest >= 0) {
    keep[smallest - begin] = 1
    keep[largest - begin] = 1
  } else if (from < to) keep[from - begin] = 1
}

/** The kept rows' numbers, with a gap where two neighbours lie further apart than a line may bridge. */
function withGaps(time: Float64Array, keep: Uint8Array, begin: number, bridged: number): Int32Array {
  const rows = new Int32Array(2 * keep.length)
  let length = 0
  for (let row = begin, last = begin; row < begin + keep.length; row++) {
    if (keep[row - begin] === 0) continue
    if (time[row] - time[last] > bridged) rows[length++] = gap
    rows[length++] = row
    last = row
  }
  return rows.slice(0, length)
}
