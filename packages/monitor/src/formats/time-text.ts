/** Milliseconds since 1970 as ISO 8601, with "Z" only where the source declared a zone; whole seconds without a fraction. */
export function timeText(milliseconds: number, zoned: boolean): string {
  const text = new Date(milliseconds).toISOString()
  return text.slice(0, text.endsWith('.000Z') ? -5 : -1) + (zoned ? 'Z' : '')
}

/** To the minute, in UTC or the clock of the data, whichever the number is in: "2026-03-01 14:05". */
export const minuteText = (milliseconds: number): string =>
  Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ') : 'an unknown time'
