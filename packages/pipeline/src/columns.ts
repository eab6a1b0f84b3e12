/** A matrix, one sensor a column: element (row, col) at col · rows + row. */
export interface Columns {
  readonly values: Float64Array
  readonly rows: number
  readonly cols: number
}

/** Half-open range of rows. */
export interface Span {
  readonly begin: number
  readonly end: number
}

/** A view of one column. */
export const column = ({ values, rows }: Columns, col: number): Float64Array => values.subarray(col * rows, (col + 1) * rows)

export const emptyColumns = (rows: number, cols: number): Columns => ({ values: new Float64Array(rows * cols), rows, cols })

/** Lists one after the other. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** The rows of the spans, one span below the other. Cost: one copy of them. */
export function takeSpans(x: Columns, spans: readonly Span[]): Columns {
  const out = emptyColumns(
    spans.reduce((sum, { begin, end }) => sum + end - begin, 0),
    x.cols,
  )
  for (let col = 0; col < x.cols; col++) {
    let at = col * out.rows
    for (const { begin, end } of spans) {
      out.values.set(x.values.subarray(col * x.rows + begin, col * x.rows + end), at)
      at += end - begin
    }
  }
  return out
}

/** Consecutive rows kept together when rows are left out: long enough for what follows a row to be seen, and for a smoother's reach not to matter. */
const RUN_ROWS = 512

/** At most about `most` rows of the spans, in runs spread evenly over them; the spans themselves where they hold no more. */
export function thinned(spans: readonly Span[], most: number): readonly Span[] {
  const rows = spans.reduce((sum, { begin, end }) => sum + end - begin, 0)
  if (rows <= most) return spans
  const runs = spans.flatMap(({ begin, end }) =>
    Array.from({ length: Math.ceil((end - begin) / RUN_ROWS) }, (_, i) => ({
      begin: begin + i * RUN_ROWS,
      end: Math.min(begin + (i + 1) * RUN_ROWS, end),
    })),
  )
  const wanted = Math.ceil(most / RUN_ROWS)
  return Array.from({ length: wanted }, (_, i) => runs[Math.floor((i * runs.length) / wanted)])
}

/** The rows of the given numbers, in their order; x itself when they are all of its rows. */
export function takeRows(x: Columns, numbers: Int32Array): Columns {
  if (numbers.length === x.rows) return x
  const out = emptyColumns(numbers.length, x.cols)
  for (let col = 0; col < x.cols; col++) {
    const from = column(x, col)
    const to = column(out, col)
    for (let i = 0; i < numbers.length; i++) to[i] = from[numbers[i]]
  }
  return out
}

/** The columns of the given numbers; a view where they stand side by side. */
export function takeColumns(x: Columns, numbers: readonly number[]): Columns {
  const [first = 0] = numbers
  if (numbers.every((col, i) => col === first + i))
    return { ...x, values: x.values.subarray(first * x.rows, (first + numbers.length) * x.rows), cols: numbers.length }
  const out = emptyColumns(x.rows, numbers.length)
  numbers.forEach((from, to) => {
    column(out, to).set(column(x, from))
  })
  return out
}
