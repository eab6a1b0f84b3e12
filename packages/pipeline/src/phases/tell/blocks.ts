// Means of consecutive rows, carried from one scoring to the next: portions of 15 rows would never fill a block.

import type { Blocks } from '@acm/contract'
export const noBlocks = (size: number): Blocks => ({ size, means: [], begins: [], sum: 0, rows: 0, begin: Number.NaN })

/** The blocks with more rows. */
export function withRows(blocks: Blocks, values: Float64Array, time: Float64Array): Blocks {
  const [means, begins, { size }] = [[...blocks.means], [...blocks.begins], blocks]
  let { sum, rows, begin } = blocks
  for (let row = 0; row < values.length; row++) {
    if (rows === 0) begin = time[row]
    sum += values[row]
    rows++
    if (rows < size) continue
    means.push(sum / size)
    begins.push(begin)
    ;[sum, rows] = [0, 0]
  }
  return { size, means, begins, sum, rows, begin }
}

/** The last so many. */
export const latest = (blocks: Blocks, most: number): Blocks => ({ ...blocks, means: blocks.means.slice(-most), begins: blocks.begins.slice(-most) })

/** Two and two made one; an odd last one is the beginning of the block that is not full. */
function paired({ size, means, begins, ...rest }: Blocks): Blocks {
  const pairs = means.length >> 1
  const odd = means.length % 2 === 1
  return {
    size: 2 * size,
    means: Array.from({ length: pairs }, (_, i) => (means[2 * i] + means[2 * i + 1]) / 2),
    begins: Array.from({ length: pairs }, (_, i) => begins[2 * i]),
    sum: odd ? rest.sum + means[means.length - 1] * size : rest.sum,
    rows: odd ? rest.rows + size : rest.rows,
    begin: odd ? begins[means.length - 1] : rest.begin,
  }
}

/** Fewer than so many, each of as many more rows as it takes. */
export function fewer(blocks: Blocks, most: number): Blocks {
  let out = blocks
  while (out.means.length >= most) out = paired(out)
  return out
}
