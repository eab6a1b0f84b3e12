// The verdict in the terminal: about ten lines, the most important first.

import { fixed, healthFigure, listing, moment, percent, plain, plural } from '@acm/charts/format'
import type { Confidence, Episode, RunResult, Zone } from '@acm/contract'
import { conditionWords, healthTells, silentSentence } from './condition.ts'
import { byImportance } from './importance.ts'
import { SensorNames } from './sensor-names.ts'
import {
  driftSentence,
  episodeSentence,
  falseAlarmSentence,
  forecastSentence,
  observedAgainstExpected,
  readSentence,
  recordSentence,
  setAsideSentence,
  sharesSentence,
  trainedSentence,
  verdictSentence,
} from './sentences.ts'

export interface VerdictOptions {
  /** ANSI colours; the words say the same without them. Default false. */
  readonly color?: boolean
}

const bold = '1'
const faint = '2'
const zoneColor: Record<Zone, string> = { healthy: '32', degrading: '33', critical: '31', failure: '1;31' }
const mostNotices = 3

type Paint = (code: string, text: string) => string

const painted: Paint = (code, text) => `\u001b[${code}m${text}\u001b[0m`
const unpainted: Paint = (_, text) => text

/**
 * The result as plain lines for a terminal: the condition, what is wrong, what was read, set aside and learned, notices, hash.
 * Text from the data is stripped of control characters, so a sensor's name cannot steer the terminal.
 */
export function verdict(result: RunResult, options: VerdictOptions = {}): string[] {
  const paint = options.color ? painted : unpainted
  return [
    conditionLine(result, paint),
    ...worstLines(result, paint),
    ...silentLines(result),
    ...outlookLines(result),
    `Read      ${readSentence(result)}`,
    ...setAsideLines(result),
    `Trained   on ${trainedSentence(result)}`,
    `Alarms    false ones: ${falseAlarmSentence(result)}`,
    ...noticeLines(result, paint),
    paint(faint, `Result    ${result.resultHash}`),
  ]
}

/** The condition, and when that is. */
function conditionLine(result: RunResult, paint: Paint): string {
  const colour = healthTells(result) && result.health ? zoneColor[result.health.zone] : '33'
  return `${paint(bold, plain(result.asset))}: ${paint(colour, conditionWords(result))} (${moment(result.source.end)})`
}

function worstLines(result: RunResult, paint: Paint): string[] {
  const ranked = byImportance(result.episodes)
  if (ranked.length === 0) return [paint(bold, verdictSentence(result))]
  const names = new SensorNames(result.grades)
  const { episode } = ranked[0]
  const lines = [
    paint(bold, verdictSentence(result)),
    `Severity  ${episode.severity}: ${plain(episode.severityReason)}`,
    ...(episode.culprits.length > 0 ? [`Sensors   ${sharesSentence(episode, names)}`] : []),
  ]
  if (ranked.length > 1) {
    const next = episodeSentence(ranked[1].episode, names, result.source.cadenceSeconds)
    lines.push(`Others    ${plural(ranked.length - 1, 'more episode')}; next in weight: ${next}`)
  }
  return lines
}

/** Nothing where all is well: a drift, a forecast, and how far to trust them. */
function outlookLines(result: RunResult): string[] {
  const { outlook } = result
  if (!outlook) return []
  const { drift, forecast, record, confidence } = outlook
  const drifting = drift.state === 'drifting' ? [`Drift     ${driftSentence(drift)}`] : []
  const forecasts = forecast.reason === '' ? [`Forecast  ${forecastSentence(forecast, result)}; ${recordSentence(record)}`] : []
  return [...drifting, ...forecasts, `Trust     ${percent(confidence.value)}: ${listing(weakest(confidence, result), 2)}`]
}

function coverageWords(coverage: number, { condition, health }: RunResult): string {
  if (health === null) return 'too little observed at the end'
  return `${percent(coverage)} of the values observed${condition && condition.silent.length > 0 ? ', or of the sensors still heard' : ''}`
}

/** What keeps the confidence from being whole. */
function weakest({ maturity, coverage, certainty, stability }: Confidence, result: RunResult): string[] {
  const parts: [number, string][] = [
    [maturity, `${percent(maturity)} of the training rows a settled model needs`],
    [coverage, coverageWords(coverage, result)],
    [certainty, `${percent(certainty)} of the rows in a known state`],
    [stability, `${percent(stability)} of the training blocks alike`],
  ]
  const weak = parts.filter(([share]) => share < 1).sort(([a], [b]) => a - b)
  return weak.length > 0 ? weak.map(([, text]) => text) : ['settled model, all values observed, known states, training rows alike']
}

function silentLines(result: RunResult): string[] {
  const text = silentSentence(result)
  return text === '' ? [] : [`Silent    ${text}`]
}

function setAsideLines(result: RunResult): string[] {
  const text = setAsideSentence(result)
  if (text === '') return []
  const reasons = listing([...new Set(result.source.setAside.map((entry) => plain(entry.reason)))], 2)
  return [`Set aside ${text}${reasons === '' ? '' : `: ${reasons}`}`]
}

function noticeLines(result: RunResult, paint: Paint): string[] {
  const shown = result.notices.slice(0, mostNotices).map((notice) => `${paint('33', 'Notice')}    ${plain(notice.text)}`)
  const hidden = result.notices.length - shown.length
  return hidden > 0 ? [...shown.slice(0, -1), `${shown[shown.length - 1]}; and ${plural(hidden, 'more notice')} in the report`] : shown
}

/** One episode in a few lines: what, how severe, whose fault. */
export function episodeLines(episode: Episode, { grades, source }: RunResult): string[] {
  const names = new SensorNames(grades)
  return [
    `${episodeSentence(episode, names, source.cadenceSeconds)}.`,
    `Episode   ${plain(episode.id)}`,
    `Severity  ${episode.severity}: ${plain(episode.severityReason)}`,
    ...episode.culprits.map(
      (culprit) =>
        `Sensor    ${plain(names.full(culprit.sensor))}: ${fixed(culprit.share, 1)} %, ${observedAgainstExpected(culprit, names.unit(culprit.sensor))}`,
    ),
  ]
}

/** What a person who saw the last run wants to know: health then and now, and episodes that began after its last row. */
export interface EarlierRun {
  readonly end: number
  /** NaN without a zone where nothing was observed. */
  readonly health: number
  readonly zone?: Zone
}

/** "Since     the last run, to Mon …: health 84.1 -> 75.8 (healthy -> degrading), 1 new episode". */
export function sinceLine(before: EarlierRun, { health, episodes }: RunResult): string {
  const fresh = episodes.filter(({ start }) => start > before.end).length
  const figures = [before.zone ? healthFigure(before.health) : 'not observed', health ? healthFigure(health.value) : 'not observed']
  const zones = before.zone === health?.zone ? `still ${health?.zone ?? 'unknown'}` : `${before.zone ?? 'unknown'} -> ${health?.zone ?? 'unknown'}`
  const news = fresh === 0 ? 'no new episode' : `${plural(fresh, 'new episode')}`
  return `Since     the last run, to ${moment(before.end)}: health ${figures.join(' -> ')} (${zones}), ${news}`
}
