// How the asset stands, as the first thing that is said of it: the condition, not the last row.

import { grouped, healthFigure, listing, moment, percent, plain, plural, significant, withUnit } from '@acm/charts/format'
import type { Condition, Culprit, Episode, RunResult } from '@acm/contract'
import { SensorNames } from './sensor-names.ts'
import { zoneMeaning } from './zones.ts'

type Stood = Pick<RunResult, 'condition' | 'health' | 'episodes' | 'grades' | 'source'>

/** "1.0 mm/s (2.6 %) above what training knew". */
export function beyondTraining({ deviation, expected, observed }: Culprit, unit: string | undefined): string {
  if (!Number.isFinite(deviation)) return 'beyond what training knew'
  const share = expected === 0 || !Number.isFinite(expected) ? '' : ` (${percent(Math.abs(deviation / expected))})`
  return `${withUnit(significant(Math.abs(deviation), 2), unit)}${share} ${observed > expected ? 'above' : 'below'} what training knew`
}

function outsideWords({ episodes, grades }: Stood, since: number | undefined): string {
  const open = episodes.find(({ kind, ongoing }) => kind === 'outside-trained-range' && ongoing)
  const [culprit] = open?.culprits ?? []
  const names = new SensorNames(grades)
  const amount = culprit ? `: ${plain(names.label(culprit.sensor))} ${beyondTraining(culprit, names.unit(culprit.sensor))}` : ''
  return `outside the trained range${amount}${sinceWords(since)}`
}

const sinceWords = (since: number | undefined): string => (since === undefined ? '' : ` since ${moment(since)}`)

const befores: Record<NonNullable<Condition['after']>, string> = {
  normal: 'before that it was normal',
  alarm: 'after an alarm',
  returned: 'after an alarm that had ended and that nobody has acknowledged',
  'outside-trained-range': 'after it had left its trained range',
}

function unknownWords({ since, after, silent }: Condition, sensors: number): string {
  const before = after ? `, ${befores[after]}` : ''
  if (silent.length === sensors) return `nothing observed${sinceWords(since)}${before}`
  if (2 * silent.length > sensors)
    return `too little observed: ${silent.length} of ${plural(sensors, 'sensor')} silent, more than half${sinceWords(since)}${before}`
  return `too little observed: hardly a row holds a value${sinceWords(since)}${before}`
}

const figure = (health: NonNullable<RunResult['health']>): string => `health ${healthFigure(health.value)} of 100`

/** Does the figure of health say how the asset stands? Otherwise the condition says more. */
export const healthTells = ({ condition }: Pick<RunResult, 'condition'>): boolean =>
  condition === undefined || condition.state === 'normal' || condition.state === 'alarm'

/** "alarm since …", "nothing observed since …, after an alarm", "health 98.5 of 100, healthy: it runs as it did in training". */
export function conditionWords(result: Stood): string {
  const { condition, health, source } = result
  const doing = condition?.doing ? `; ${plain(condition.doing)}` : ''
  if (health === null) return condition ? unknownWords(condition, source.sensors) : 'nothing observed'
  const meaning = `${figure(health)}, ${health.zone}: ${zoneMeaning(health.zone)}${doing}`
  if (condition?.state === 'alarm') return `alarm${sinceWords(condition.since)}: ${meaning}`
  if (condition?.state === 'returned')
    return `no alarm${sinceWords(condition.since)}, and nobody has acknowledged the last one: ${figure(health)}${doing}`
  if (condition?.state === 'outside-trained-range')
    return `${outsideWords(result, condition.since)}: neither health nor a fault can be told there${doing}`
  return meaning
}

/** "bearing since Thu …": sensors that give no value any more, or '' where all do, or none does. */
export function silentSentence({ condition, grades, source }: Pick<RunResult, 'condition' | 'grades' | 'source'>, most = 3): string {
  const silent = condition?.silent ?? []
  if (silent.length === 0 || silent.length === source.sensors) return ''
  const names = new SensorNames(grades)
  const each = silent.map(({ sensor, since }) => `${plain(names.label(sensor))} since ${moment(since)}`)
  return `${listing(each, most)}: no value any more; look at the sensor and its line`
}

/** What the last word is of an episode that is no departure from what the other sensors explain; undefined for one that is. */
export function otherBehaviour({ kind, moved, ongoing, culprits: [culprit] }: Episode, names: SensorNames): string | undefined {
  if (culprit === undefined) return undefined
  const [label, unit] = [plain(names.label(culprit.sensor)), names.unit(culprit.sensor)]
  const value = (number: number): string => withUnit(grouped(String(Number(number.toPrecision(6)))), unit)
  if (moved) {
    const verb = moved.to < moved.from ? (ongoing ? 'has fallen' : 'fell') : ongoing ? 'has risen' : 'rose'
    return `${label} ${verb} from the one value that training knew, ${value(moved.from)}, to ${value(moved.to)}`
  }
  if (kind === 'sensor-stuck') return `${label} ${ongoing ? 'has stood' : 'stood'} at ${value(culprit.observed)} while the machine moved`
  if (kind === 'outside-trained-range') return `${label} ${ongoing ? 'lies' : 'lay'} ${beyondTraining(culprit, unit)}`
  return undefined
}
