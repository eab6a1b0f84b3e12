// Numbers and names as a plant engineer reads them.

export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

const monthDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')

/** "2019-06-01 00:00", the clock of the file. */
export const moment = (milliseconds: number): string => (Number.isFinite(milliseconds) ? monthDay(milliseconds) : 'an unknown time')

/** "a, b and 3 more". */
export function listing(names: readonly string[], shown = 3): string {
  const rest = names.length - shown
  return rest > 0 ? `${names.slice(0, shown).join(', ')} and ${rest} more` : names.join(', ')
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** "62", "0.0421": a measured value. */
export const shown = (value: number): string => String(Number(value.toPrecision(6)))
