// How numbers, durations and dates read, written once: for the terminal, for pages and for the charts on them.
// No Intl: the same result gives the same text on every machine, whatever its locale and time zone.

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Line breaks made spaces; control characters (a terminal would obey them) and direction overrides (they turn a line around) made visible as �. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** A number with a fixed count of decimals and no negative zero; "–" when it is missing. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–'
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** Decimals that show a quantity of this size with `digits` significant digits; 0 … 8. */
export function decimalsFor(size: number, digits = 2): number {
  const magnitude = Math.abs(size)
  if (!(magnitude > 0) || !Number.isFinite(magnitude)) return 0
  return Math.min(8, Math.max(0, digits - 1 - Number(magnitude.toExponential(digits - 1).split('e')[1])))
}

/** A number to `digits` significant digits: 6.1, 0.042, 1,234; powers of ten only outside 1e-4 … 1e9. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e9)) return value.toExponential(digits - 1).replace('e+', 'e')
  return grouped(fixed(value, decimalsFor(value, digits)))
}

/** Thousands set off by commas from five digits on, as in 10,000. */
export function grouped(text: string): string {
  const [whole, fraction] = text.split('.')
  const spaced = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? spaced : `${spaced}.${fraction}`
}

/** Ticks of an axis with as many decimals as their step needs: 2.5 apart needs one. */
export function tickLabels(ticks: readonly number[]): string[] {
  const step = ticks.length > 1 ? Number((ticks[1] - ticks[0]).toPrecision(3)) : (ticks[0] ?? 0)
  const decimals = Math.max(decimalsFor(step, 1), String(step).split('.')[1]?.length ?? 0)
  return ticks.map((tick) => grouped(fixed(tick, Math.min(8, decimals))))
}

export function count(value: number): string {
  return grouped(fixed(value, 0))
}

/** "1 row", "10,000 rows". */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** The unit behind the text, if the sensor has one. */
export function withUnit(text: string, unit: string | undefined): string {
  return unit ? `${text} ${plain(unit)}` : text
}

/** A share of 0 … 1 in per cent: "0 %", "0.3 %", "12 %"; what is not quite nothing never reads as nothing. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return '< 0.1 %'
  return `${fixed(value, value !== 0 && value < 10 ? 1 : 0)} %`
}

/** Health to one decimal, rounded down: 79.97 must not read as a healthy 80. */
export function healthFigure(value: number): string {
  return fixed(Math.floor(value * 10) / 10, 1)
}

const units = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
]

/** A duration in its two largest units: "3 d 4 h", "12 min", "45 s", "0.5 s". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 1) return seconds > 0 ? `${significant(seconds, 2)} s` : '0 s'
  const first = units.findIndex((unit) => seconds >= unit.seconds)
  const smallest = units[Math.min(first + 1, units.length - 1)].seconds
  let left = Math.round(seconds / smallest) * smallest
  const parts: string[] = []
  for (const unit of units.slice(Math.max(0, first - 1), first + 2)) {
    const whole = Math.floor(left / unit.seconds)
    left -= whole * unit.seconds
    if (whole > 0) parts.push(`${whole} ${unit.name}`)
  }
  return parts.slice(0, 2).join(' ')
}

const two = (value: number): string => String(value).padStart(2, '0')

/** "2013-05-21", from milliseconds read as they stand (UTC fields, so that no local zone can shift them). */
export function date(time: number): string {
  const at = new Date(time)
  return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
}

/** "14:10", or "14:10:05" when the seconds matter. */
export function clock(time: number): string {
  const at = new Date(time)
  const seconds = at.getUTCSeconds()
  const minutes = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
  return seconds === 0 ? minutes : `${minutes}:${two(seconds)}`
}

/** "Tue 2013-05-21 14:10". */
export function moment(time: number): string {
  if (!Number.isFinite(time)) return '–'
  return `${weekdays[new Date(time).getUTCDay()]} ${date(time)} ${clock(time)}`
}

/** "Mon 2013-05-20 00:00 to Tue 2013-05-21 14:10"; within one day "Mon 2013-05-20 08:00 to 14:10". */
export function period(start: number, end: number): string {
  if (!Number.isFinite(start) || !Number.isFinite(end)) return '–'
  return `${moment(start)} to ${date(start) === date(end) ? clock(end) : moment(end)}`
}

/** The first few of a list and how many more there are: "A, B, C and 4 more". */
export function listing(items: readonly string[], most = 3): string {
  if (items.length <= most + 1) return items.join(', ')
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`
}

/** Whole per cents that add to exactly 100 (largest remainder); given shares that do not add to about 100 are scaled first. */
export function wholeShares(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (!(total > 0)) return shares.map(() => 0)
  const exact = shares.map((share) => (share / total) * 100)
  const whole = exact.map(Math.floor)
  const missing = 100 - whole.reduce((sum, share) => sum + share, 0)
  const byRemainder = exact.map((_, i) => i).sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]) || a - b)
  for (const i of byRemainder.slice(0, missing)) whole[i]++
  return whole
}
