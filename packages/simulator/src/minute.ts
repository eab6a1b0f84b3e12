/** In milliseconds: simulated rows are so far apart. */
export const minute = 60_000
