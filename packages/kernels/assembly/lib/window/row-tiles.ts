// A rolling kernel is shared out in items of one column × one tile of rows, numbered column by column.
// All tiles of a call are equally long, so that two of them can go side by side in the lanes: the last one
// reaches back into its predecessor, and the rows they share are computed twice, with the same result.

/** How many tiles of about `wanted` rows (at least half of that) cover the rows. */
@inline export function equalTileCount(rows: i32, wanted: i32): i32 {
  return max(1, i32((<i64>rows + (wanted >> 1)) / wanted))
}

/** Rows of each of `count` tiles. */
@inline export function tileLength(rows: i32, count: i32): i32 {
  return i32((<i64>rows + count - 1) / count)
}

/** First row of a tile. */
@inline export function tileBegin(rows: i32, length: i32, tile: i32): i32 {
  return i32(min(<i64>tile * length, <i64>rows - length))
}
