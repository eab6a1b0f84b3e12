import { usage } from '../problem.ts'
import type { Choice, Flag, Integer, Real } from './flag.ts'
import { nearest } from './nearest.ts'

/** `name` is how the user wrote the flag: `--train-rows`, or the key in a configuration file. */
interface Given {
  readonly name: string
  readonly where?: string
}

/** Splits at commas outside double quotes; "" inside quotes is one quote, as in CSV. */
export function splitList(text: string): string[] {
  const names: string[] = []
  const cell = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/gy
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    const name = match[1]?.replaceAll('""', '"') ?? match[2].trim()
    if (name) names.push(name)
    if (match[3] === '') break
  }
  return names
}

function checkedInteger(flag: Integer, text: string, { name, where }: Given): number {
  const value = /^[+-]?\d+$/.test(text.replaceAll('_', '')) ? Number(text.replaceAll('_', '')) : Number.NaN
  if (value >= flag.min && value <= flag.max) return value
  const range = flag.max === Number.MAX_SAFE_INTEGER ? `of at least ${flag.min}` : `from ${flag.min} to ${flag.max}`
  throw usage('VALUE', `${name} was "${text}"; a whole number ${range} is allowed`, `give ${name} a whole number`, where)
}

function checkedReal(flag: Real, text: string, { name, where }: Given): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value > flag.above && value <= flag.max) return value
  throw usage('VALUE', `${name} was "${text}"; a number above ${flag.above} and at most ${flag.max} is allowed`, `give ${name} such a number`, where)
}

function checkedChoice(flag: Choice, text: string, { name, where }: Given): string {
  if (flag.choices.includes(text)) return text
  const near = nearest(text, flag.choices)
  const cure = near ? `did you mean ${name} ${near}?` : `choose one of ${flag.choices.join(', ')}`
  throw usage('VALUE', `${name} was "${text}"; allowed are ${flag.choices.join(', ')}`, cure, where)
}

const datePattern = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?(Z|[+-]\d\d:?\d\d)?$/

/** Date.parse takes 31 February for 2 March. */
const isCalendarDay = (day: string): boolean => new Date(`${day}T00:00Z`).getUTCDate() === Number(day.slice(8))

function checkedDate(text: string, { name, where }: Given): string {
  if (datePattern.test(text) && isCalendarDay(text.slice(0, 10)) && !Number.isNaN(dateMilliseconds(text))) return text
  throw usage('VALUE', `${name} was "${text}", which is not a date`, `write it as 2024-03-01 or 2024-03-01T06:30`, where)
}

/** Milliseconds since 1970; a date without a zone is taken in the clock of the file, which readers count as if it were UTC. NaN for no date. */
export function dateMilliseconds(text: string): number {
  const iso = text.replace(' ', 'T')
  if (/(Z|[+-]\d\d:?\d\d)$/.test(iso.slice(10))) return Date.parse(iso)
  return Date.parse(iso.includes('T') ? `${iso}Z` : `${iso}T00:00Z`)
}

/** The value of a flag from its text; raises ACM-USAGE-VALUE naming the flag, what it was and what is allowed. */
export function convert(flag: Exclude<Flag, { kind: 'switch' }>, text: string, given: Given): string | number | string[] {
  if (flag.kind === 'list') return splitList(text)
  if (text === '') throw usage('VALUE', `${given.name} was empty`, `give ${given.name} a value: ${flag.value}`, given.where)
  if (flag.kind === 'integer') return checkedInteger(flag, text, given)
  if (flag.kind === 'number') return checkedReal(flag, text, given)
  if (flag.kind === 'choice') return checkedChoice(flag, text, given)
  return flag.kind === 'date' ? checkedDate(text, given) : text
}
