// Columns one after the other, and where the result of each goes.

export interface Columns {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly out: Float64Array
}

/** Each column and where its result goes. */
export function eachColumn({ x, rows, cols, out }: Columns, write: (column: Float64Array, to: Float64Array) => void): void {
  for (let c = 0; c < cols; c++) write(x.subarray(c * rows, (c + 1) * rows), out.subarray(c * rows, (c + 1) * rows))
}
