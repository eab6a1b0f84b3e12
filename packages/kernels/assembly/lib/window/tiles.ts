// A column is worked in tiles of rows whose size follows from the window alone, never from the team.

/** Output rows of a tile: few enough that a tile, the rows before it and its results stay in the first-level cache (256 is faster
 *  than 2048 by a third, measured), and at least twice the window (itself at most `rows`): rows read again cost at most half as much. */
@inline export function tileRows(window: i32, rows: i32): i32 { return min(rows, max(256, window << 1)) }

@inline export function tileCount(rows: i32, tile: i32): i32 { return (rows + tile - 1) / tile }
