// What the result means, in an operator's words: the sentences that the terminal and the page share.

import {
  count,
  date,
  decimalsFor,
  duration,
  fixed,
  grouped,
  listing,
  moment,
  percent,
  period,
  plain,
  plural,
  significant,
  wholeShares,
  withUnit,
} from '@acm/charts/format'
import type { Culprit, Drift, Episode, Forecast, ForecastRecord, RunResult } from '@acm/contract'
import { otherBehaviour } from './condition.ts'
import { byImportance } from './importance.ts'
import { SensorNames } from './sensor-names.ts'

const DAY_MS = 86_400_000
const MONTH_SECONDS = 30.4375 * 86_400

/** Seconds from the first to the last row of an episode, the last row's own span included. */
export function episodeSeconds(episode: Episode, cadenceSeconds: number): number {
  return (episode.end - episode.start) / 1000 + cadenceSeconds
}

/** "64.3 °C against 58.2 °C expected", both as fine as their difference asks for. */
export function observedAgainstExpected(culprit: Culprit, unit: string | undefined): string {
  if (!Number.isFinite(culprit.observed) || !Number.isFinite(culprit.expected)) return '–'
  const decimals = Math.min(decimalsFor(culprit.deviation), decimalsFor(culprit.observed, 6))
  const value = (number: number): string => withUnit(grouped(fixed(number, decimals)), unit)
  return `${value(culprit.observed)} against ${value(culprit.expected)} expected`
}

/** "6.1 °C above what is expected", for a table or a bar. */
export function deviationText(culprit: Culprit, unit: string | undefined): string {
  if (!Number.isFinite(culprit.deviation)) return '–'
  if (culprit.deviation === 0) return 'as expected on average'
  return `${withUnit(significant(Math.abs(culprit.deviation), 2), unit)} ${culprit.deviation > 0 ? 'above' : 'below'} expected`
}

function behaviour(episode: Episode, names: SensorNames): string {
  const culprit = episode.culprits[0]
  if (culprit === undefined) return `The sensors together ${episode.ongoing ? 'run' : 'ran'} unlike in training`
  const other = otherBehaviour(episode, names)
  if (other !== undefined) return other
  const label = plain(names.label(culprit.sensor))
  if (episode.direction === 'erratic' || !Number.isFinite(culprit.deviation)) {
    return `${label} ${episode.ongoing ? 'swings' : 'swung'} around what the other sensors explain`
  }
  const distance = withUnit(significant(Math.abs(culprit.deviation), 2), names.unit(culprit.sensor))
  return `${label} ${episode.ongoing ? 'runs' : 'ran'} ${distance} ${episode.direction} what the other sensors explain`
}

/** "Bearing temperature runs 6.1 °C above what the other sensors explain, since Tue 2013-05-21 14:10 (3 d 4 h so far)". */
export function episodeSentence(episode: Episode, names: SensorNames, cadenceSeconds: number): string {
  const length = duration(episodeSeconds(episode, cadenceSeconds))
  const back = episode.recurs ? `, with pauses since ${moment(episode.recurs.start)}` : ''
  const when = episode.ongoing ? `since ${moment(episode.start)} (${length} so far${back})` : `from ${period(episode.start, episode.end)} (${length})`
  return `${behaviour(episode, names)}, ${when}`
}

function scoredRows(result: Pick<RunResult, 'series'>): number {
  return result.series.split.reduce((sum, split) => sum + split, 0)
}

/** One sentence that answers "is anything wrong?". */
export function verdictSentence(result: Pick<RunResult, 'episodes' | 'grades' | 'source' | 'health' | 'series' | 'condition'>): string {
  const [worst] = byImportance(result.episodes)
  if (worst === undefined) return quietSentence(result)
  const sentence = episodeSentence(worst.episode, new SensorNames(result.grades), result.source.cadenceSeconds)
  if (worst.episode.ongoing) return `${sentence}.`
  const past = result.episodes.length === 1 ? 'One episode' : `${plural(result.episodes.length, 'episode')}, the most severe`
  return `${endWords(result)} ${past}: ${sentence}.`
}

function endWords({ health, condition }: Pick<RunResult, 'health' | 'condition'>): string {
  if (health === null) return 'What the machine does at the end of the data is not known.'
  return condition?.state === 'outside-trained-range' ? '' : 'No alarm at the end of the data.'
}

function quietSentence(result: Pick<RunResult, 'health' | 'series'>): string {
  const rows = `${plural(scoredRows(result), 'row')} scored`
  if (result.health === null) return `No episode in what was observed of the ${rows}.`
  if (result.health.zone === 'healthy') return `Nothing unusual in the ${rows}.`
  return `No episode in the ${rows}, but health is ${result.health.zone} at their end: watch the next rows.`
}

/** "10,000 rows of 5 sensors, Mon 2013-05-20 00:00 to …, one row every 10 min". */
export function readSentence(result: Pick<RunResult, 'source'>): string {
  const { source } = result
  const what = `${plural(source.rows, 'row')} of ${plural(source.sensors, 'sensor')}`
  return `${what}, ${period(source.start, source.end)}, one row every ${duration(source.cadenceSeconds)}`
}

/** What was left out of the reading, or '' when everything was used. */
export function setAsideSentence(result: Pick<RunResult, 'source'>, most = 3): string {
  const { setAside, rejectedRows, duplicateRows } = result.source
  const parts: string[] = []
  if (setAside.length > 0)
    parts.push(
      `${plural(setAside.length, 'column')} (${listing(
        setAside.map((entry) => plain(entry.sensor)),
        most,
      )})`,
    )
  if (rejectedRows > 0) parts.push(`${plural(rejectedRows, 'unreadable row')}`)
  if (duplicateRows > 0) parts.push(`${plural(duplicateRows, 'duplicate row')}`)
  return parts.join(', ')
}

export function trainedSentence(result: Pick<RunResult, 'train' | 'series'>): string {
  const { train, series } = result
  const scored = scoredRows(result)
  const ofThese = scored < series.time.length
  const share = ofThese ? ` (${percent(train.rows / series.time.length)} of all)` : ''
  return `${plural(train.rows, 'row')}${share}, ${period(train.start, train.end)}; ${count(scored)} scored`
}

/** "drifting since …: why", as for the operator. */
export function driftSentence({ state, since, reason }: Drift): string {
  return `${state}${since === undefined ? '' : ` since ${moment(since)}`}: ${plain(reason)}`
}

/** "; of 22.4 points lost so far 16.2 are of Bearing temperature": who drives a forecast. Nothing where no sensor stands out. */
function driverText({ outlook, grades }: Pick<RunResult, 'outlook' | 'grades'>): string {
  const { points = 0, sensors = [] } = outlook?.lost ?? {}
  const [first] = sensors
  if (!first || first.sensor === 'others' || first.points < points / 4) return ''
  return `; of ${fixed(points, 1)} points lost so far ${fixed(first.points, 1)} are of ${plain(new SensorNames(grades).label(first.sensor))}`
}

/** When health may be in the failure zone and who drives it there, or why nothing can be said. */
export function forecastSentence(
  { reason, since, horizon, probability, p10, p50, p90, state }: Forecast,
  result: Pick<RunResult, 'states' | 'source' | 'outlook' | 'grades'>,
): string {
  const { states, source } = result
  const { end } = source
  if (reason !== '') return `none: ${plain(reason)}`
  const at = [
    ['10 %', p10],
    ['50 %', p50],
    ['90 %', p90],
  ] as const
  const when = (after: number): string => (after > 2 * DAY_MS ? date(end + after) : moment(Math.round((end + after) / 60_000) * 60_000))
  const dates = at.flatMap(([share, after]) => (after === undefined ? [] : [`${share} by ${when(after)}`]))
  const within = `${percent(probability ?? 0)} within ${duration((horizon ?? 0) / 1000)}, which is as far as can be seen`
  const where = state !== undefined && (states?.list.length ?? 1) > 1 ? ` in operating state ${state}` : ''
  return `if health${where} goes on falling as it has since ${moment(since ?? Number.NaN)}, the failure zone is reached with a chance of ${[...dates, within].join(', ')}${driverText(result)}`
}

/** "Of 24 points that earlier forecasts told, 83 % lay between P10 and P90 (80 % should), P50 was off by 3.1 on average". */
export function recordSentence(record: ForecastRecord | undefined): string {
  if (!record || record.points === 0) return 'unproven, for none of this asset’s forecasts has come due yet'
  const { points, inside, error } = record
  return `of ${plural(points, 'point')} of health that earlier forecasts told, ${percent(inside / points)} lay between P10 and P90 (80 % should), P50 was off by ${significant(error, 2)} on average`
}

/** "0.8 false alarms a month in training rows it had not seen (90 % interval 0 to 1.6); at most 1 was asked for", or why that cannot be said. */
export function falseAlarmSentence({ falseAlarms }: Pick<RunResult, 'falseAlarms'>): string {
  const { budget, months, alarms, rate, low, high } = falseAlarms
  if (!Number.isFinite(rate)) return 'not measured in this run'
  const asked = `at most ${Number.isInteger(budget) ? count(budget) : significant(budget, 2)} a month ${budget === 1 ? 'was' : 'were'} asked for`
  const seen = `${count(alarms)} in ${duration(months * MONTH_SECONDS)} of training rows it had not seen`
  if (months * budget < 1) return `${seen}, too short a time to say whether a month keeps to the budget; ${asked}`
  return `${significant(rate, 2)} a month expected (90 % interval ${significant(low, 2)} to ${significant(high, 2)}): ${seen}; ${asked}`
}

/** "Bearing temperature 62 %, Load 20 %, others 18 %", from whole shares that add to 100. */
export function sharesSentence(episode: Episode, names: SensorNames, most = 4): string {
  const shares = wholeShares(episode.culprits.map((culprit) => culprit.share))
  return listing(
    episode.culprits.flatMap((culprit, i) => (i > 0 && shares[i] === 0 ? [] : [`${plain(names.label(culprit.sensor))} ${shares[i]} %`])),
    most,
  )
}
