// A column is worked in tiles of rows whose size follows from the window alone, never from the team.

/** Output rows of a tile: at least 2048, so that a tile and the rows before it stay in the first-level cache for usual
 *  windows, and at least twice the window (itself at most `rows`), so that rows read again cost at most half as much. */
@inline export function tileRows(window: i32, rows: i32): i32 { return min(rows, max(2048, window << 1)) }

@inline export function tileCount(rows: i32, tile: i32): i32 { return (rows + tile - 1) / tile }
