import { epochCount, epochUnits, type TimeKind } from './time-choice.ts'
import { TimeText } from './time-text.ts'

// The time column while it streams by. Whether 3/4/2021 is April or March only the whole column can tell, so both readings are kept to the end.

export type DayOrder = 'day-first' | 'month-first'

export interface CellAt {
  readonly line: number
  readonly cell: string
}

/** Cells that are no date when read in one order. */
interface Refuted {
  count: number
  readonly first: CellAt[]
}

export interface OrderDecision {
  /** `none`: no cell leaves the order open. */
  readonly order: DayOrder | 'none'
  readonly evidence: string
  readonly assumed: boolean
}

/** How even the steps of a time series are, over at most its first 100,000. */
export interface Cadence {
  /** The most frequent step, in milliseconds; NaN where there is no positive one. */
  readonly stepMs: number
  readonly steps: number
  readonly equalSteps: number
  readonly backward: number
  readonly repeated: number
}

const judgedSteps = 100_000
const shownCells = 8

/** The steps between consecutive times, NaN passed over. Cost: one pass and a map of the distinct steps. */
export function cadenceOf(times: Float64Array): Cadence {
  const counts = new Map<number, number>()
  let [last, steps, backward, repeated] = [Number.NaN, 0, 0, 0]
  for (let i = 0; i < times.length && steps < judgedSteps; i++) {
    if (Number.isNaN(times[i])) continue
    const step = times[i] - last
    last = times[i]
    if (Number.isNaN(step)) continue
    steps++
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1)
    else if (step < 0) backward++
    else repeated++
  }
  let [stepMs, equalSteps] = [Number.NaN, 0]
  for (const [step, count] of counts) if (count > equalSteps) [stepMs, equalSteps] = [step, count]
  return { stepMs, steps, equalSteps, backward, repeated }
}

export class TimeColumn {
  /** The last accepted cell, in milliseconds, under each order; one of them may be NaN. */
  dayFirst = Number.NaN
  monthFirst = Number.NaN
  /** Why the last cell was refused. */
  reason = ''
  zoned: boolean | undefined
  readonly #kind: TimeKind
  readonly #forced: DayOrder | undefined
  readonly #text = new TimeText()
  readonly #clock = new TimeText()
  readonly #refuted: Record<DayOrder, Refuted> = { 'day-first': { count: 0, first: [] }, 'month-first': { count: 0, first: [] } }
  #open = 0
  #halfDay = false
  #example = ''

  constructor(kind: TimeKind, dayFirst: boolean | undefined) {
    this.#kind = kind
    this.#forced = dayFirst === undefined ? undefined : dayFirst ? 'day-first' : 'month-first'
  }

  /** Reads one cell (and the cell of the time of day, where that stands apart). False, with `reason`, where it is no time under any order still possible. */
  accept(cell: string, clock: string | undefined, line: number): boolean {
    return this.#kind === 'date' ? this.#acceptDate(cell, clock, line) : this.#acceptCount(cell)
  }

  #acceptCount(cell: string): boolean {
    const count = epochCount(cell)
    if (this.#kind === 'count') return this.#acceptNumber(cell, count)
    const unit = epochUnits.find(({ kind }) => kind === this.#kind) as (typeof epochUnits)[number]
    this.zoned = true
    if (!(count >= unit.from && count < unit.below)) return this.#refuse(cell, `is no count of ${this.#kind} since 1970 between 1973 and 2286`)
    this.dayFirst = this.monthFirst = unit.toMs(count)
    return true
  }

  #acceptNumber(cell: string, count: number): boolean {
    this.zoned = false
    if (!Number.isFinite(count)) return this.#refuse(cell, 'is no count')
    this.dayFirst = this.monthFirst = count
    return true
  }

  #acceptDate(cell: string, clock: string | undefined, line: number): boolean {
    const text = this.#text
    if (!text.parse(cell)) return this.#refuse(cell, text.reason)
    if (clock !== undefined && !this.#clock.parseClock(clock)) return this.#refuse(clock, 'is no time of day')
    this.zoned ??= text.zoned
    if (text.zoned !== this.zoned)
      return this.#refuse(cell, text.zoned ? 'has a time zone, which the rows above lack' : 'lacks the time zone that the rows above have')
    const timeOfDay = clock === undefined ? 0 : this.#clock.dayFirst
    this.dayFirst = text.dayFirst + timeOfDay
    this.monthFirst = text.monthFirst + timeOfDay
    if (text.orderOpen) return this.#weigh(cell, line)
    return true
  }

  #refuse(cell: string, reason: string): false {
    this.reason = cell.trim() === '' ? 'the time is empty' : `the time ${reason}`
    return false
  }

  /** Counts what speaks against each order. */
  #weigh(cell: string, line: number): boolean {
    this.#open++
    this.#example ||= cell.trim()
    if (this.#text.halfDay) this.#halfDay = true
    if (Number.isNaN(this.dayFirst)) this.#refute('day-first', line, cell)
    if (Number.isNaN(this.monthFirst)) this.#refute('month-first', line, cell)
    return true
  }

  #refute(order: DayOrder, line: number, cell: string): void {
    const refuted = this.#refuted[order]
    refuted.count++
    if (refuted.first.length < shownCells) refuted.first.push({ line, cell: cell.trim() })
  }

  /** The first cells that are no date in this order. */
  refuted(order: DayOrder): readonly CellAt[] {
    return this.#refuted[order].first
  }

  /** The order of day and month for the whole column; `column` gives the times read in an order, NaN where that is no date. */
  decide(column: (order: DayOrder) => Float64Array): OrderDecision {
    if (this.#open === 0)
      return {
        order: 'none',
        evidence: this.#kind === 'date' ? 'every date has its year first or its month by name' : 'counts need no order',
        assumed: false,
      }
    if (this.#forced) return { order: this.#forced, evidence: 'given', assumed: false }
    const against = { day: this.#refuted['day-first'].count, month: this.#refuted['month-first'].count }
    if (against.day !== against.month) return this.#byImpossibleDays(against.day < against.month ? 'day-first' : 'month-first')
    return this.#bySteps(cadenceOf(column('day-first')), cadenceOf(column('month-first')))
  }

  #byImpossibleDays(order: DayOrder): OrderDecision {
    const other = this.#refuted[order === 'day-first' ? 'month-first' : 'day-first']
    const [{ line, cell }] = other.first
    const numbers = cell.split(/\D+/).map(Number)
    const place = order === 'day-first' ? 'first' : 'second'
    const day = order === 'day-first' ? numbers[0] : numbers[1]
    const contrary = this.#refuted[order].count
    const but = contrary === 0 ? '' : `; ${contrary} rows say the contrary and are rejected, the first is line ${this.#refuted[order].first[0].line}`
    return { order, evidence: `line ${line} has ${day} in the ${place} place ("${cell}"), ${other.count} rows agree${but}`, assumed: contrary > 0 }
  }

  /** Both orders give existing days: time should run forward, and evenly. */
  #bySteps(day: Cadence, month: Cadence): OrderDecision {
    const example = `"${this.#example}" can be read both ways, as can all ${this.#open} rows`
    if (day.backward !== month.backward) {
      const order = day.backward < month.backward ? 'day-first' : 'month-first'
      const [fewer, more] = [Math.min(day.backward, month.backward), Math.max(day.backward, month.backward)]
      return { order, evidence: `${example}; this order runs backward in ${fewer} places, the other in ${more}`, assumed: true }
    }
    if (day.equalSteps !== month.equalSteps) {
      const order = day.equalSteps > month.equalSteps ? 'day-first' : 'month-first'
      const [more, fewer] = [Math.max(day.equalSteps, month.equalSteps), Math.min(day.equalSteps, month.equalSteps)]
      return {
        order,
        evidence: `${example}; this order gives the more regular steps (${more} equal ones of ${day.steps}, the other ${fewer})`,
        assumed: true,
      }
    }
    if (this.#halfDay) return { order: 'month-first', evidence: `${example}; assumed because AM and PM go with the American order`, assumed: true }
    return { order: 'day-first', evidence: `${example}; assumed because most of the world writes the day first`, assumed: true }
  }
}
