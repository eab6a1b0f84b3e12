/** Numbers a chunk aims at: 1 MiB, so that it is written within the second-level cache. */
const chunkNumbers = 131_072

/** Columns of doubles that grow by chunks: nothing is copied while they grow, and at most one chunk is partly empty. */
export class GrowingColumns {
  readonly columns: number
  /** Rows a chunk holds. */
  readonly chunkRows: number
  /** The chunk being filled; column c of its row r is at c · chunkRows + r. */
  chunk: Float64Array
  /** Row within the chunk that is being filled. */
  row = 0
  readonly #full: Float64Array[] = []

  constructor(columns: number) {
    this.columns = columns
    this.chunkRows = Math.max(64, 2 ** Math.floor(Math.log2(chunkNumbers / Math.max(columns, 1))))
    this.chunk = new Float64Array(columns * this.chunkRows)
  }

  get rows(): number {
    return this.#full.length * this.chunkRows + this.row
  }

  /** The row is complete; the next one begins. */
  advance(): void {
    if (++this.row < this.chunkRows) return
    this.#full.push(this.chunk)
    this.chunk = new Float64Array(this.columns * this.chunkRows)
    this.row = 0
  }

  /** One column, copied. */
  column(index: number): Float64Array {
    const out = new Float64Array(this.rows)
    this.#copy(index, out)
    return out
  }

  /** The chosen columns one after the other, without the rows that `keep` (absent: all rows) marks 0. Cost: one pass over the matrix. */
  matrix(chosen: readonly number[], rows: number, keep?: Uint8Array): Float64Array {
    const out = new Float64Array(rows * chosen.length)
    for (const [i, column] of chosen.entries()) this.#copy(column, out.subarray(i * rows, (i + 1) * rows), keep)
    return out
  }

  #copy(column: number, out: Float64Array, keep?: Uint8Array): void {
    const begin = column * this.chunkRows
    let filled = 0
    for (let index = 0; index <= this.#full.length; index++) {
      const [chunk, rows] = index < this.#full.length ? [this.#full[index], this.chunkRows] : [this.chunk, this.row]
      const part = chunk.subarray(begin, begin + rows)
      if (keep) filled = copyKept(part, keep, index * this.chunkRows, out, filled)
      else {
        out.set(part, filled)
        filled += rows
      }
    }
  }
}

/** Returns the number of rows of `out` that are filled. */
function copyKept(part: Float64Array, keep: Uint8Array, firstRow: number, out: Float64Array, filled: number): number {
  let to = filled
  for (let row = 0; row < part.length; row++) if (keep[firstRow + row]) out[to++] = part[row]
  return to
}
