// Ticks of a time axis, in UTC fields only: wall-clock times of a file must never be moved by the zone of whoever reads the page.

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const steps = [1, 2, 5, 10, 30]
  .map((n) => n * second)
  .concat(
    [1, 2, 5, 10, 15, 30].map((n) => n * minute),
    [1, 2, 3, 6, 12].map((n) => n * hour),
  )
const daySteps = [1, 2, 5, 7, 14].map((n) => n * day)
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120]
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Round instants within [min, max], at most about `most` of them; milliseconds. */
export function timeSplits(min: number, max: number, most: number): number[] {
  const wanted = (max - min) / Math.max(1, most)
  const step = [...steps, ...daySteps].find((candidate) => candidate >= wanted)
  if (step === undefined) return monthSplits(min, max, wanted / (30.4 * day))
  const splits: number[] = []
  for (let at = Math.ceil(min / step) * step; at <= max; at += step) splits.push(at)
  return splits
}

function monthSplits(min: number, max: number, wantedMonths: number): number[] {
  const step = monthSteps.find((candidate) => candidate >= 0.98 * wantedMonths) ?? Math.ceil(wantedMonths / 120) * 120
  const start = new Date(min)
  const months = start.getUTCFullYear() * 12 + start.getUTCMonth()
  const splits: number[] = []
  for (let month = Math.ceil(months / step) * step; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12)
    if (at > max) return splits
    if (at >= min) splits.push(at)
  }
}

/** One label a tick: the time of day, with the date in a second line at the first tick and wherever the day changes; dates alone for longer steps. */
export function timeLabels(splits: readonly number[]): string[] {
  const step = splits.length > 1 ? splits[1] - splits[0] : splits[0] % day === 0 ? day : minute
  return splits.map((at, i) => {
    const before = i === 0 ? undefined : new Date(splits[i - 1])
    const label = step < day ? timeOfDay(at, step) : dayLabel(at, step)
    const context = step < day ? dayContext(at, before) : yearContext(at, before)
    return context === '' ? label : `${label}\n${context}`
  })
}

function timeOfDay(at: number, step: number): string {
  const iso = new Date(at).toISOString()
  return step < minute ? iso.slice(11, 19) : iso.slice(11, 16)
}

function dayLabel(at: number, step: number): string {
  const { month, day: dayOfMonth } = fields(at)
  return step < 27 * day ? `${dayOfMonth} ${month}` : month
}

function dayContext(at: number, before: Date | undefined): string {
  if (before !== undefined && Math.floor(at / day) === Math.floor(before.getTime() / day)) return ''
  const { month, day: dayOfMonth, year } = fields(at)
  return before?.getUTCFullYear() === year ? `${dayOfMonth} ${month}` : `${dayOfMonth} ${month} ${year}`
}

function yearContext(at: number, before: Date | undefined): string {
  const { year } = fields(at)
  return before?.getUTCFullYear() === year ? '' : String(year)
}

function fields(at: number): { month: string; day: number; year: number } {
  const moment = new Date(at)
  return { month: monthNames[moment.getUTCMonth()], day: moment.getUTCDate(), year: moment.getUTCFullYear() }
}
