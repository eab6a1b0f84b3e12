// Every episode: the most important in full, with the signals to blame; the rest in a table.

import { mostPoints } from '@acm/charts'
import { duration, moment, plural, significant, wholeShares } from '@acm/charts/format'
import type { CulpritSignal, Episode, RunResult } from '@acm/contract'
import { type Charts, pointBudget, signalLines } from '../charts.ts'
import { type Html, html, nothing, table } from '../html.ts'
import { byImportance, type NumberedEpisode } from '../importance.ts'
import { SensorNames } from '../sensor-names.ts'
import { deviationText, episodeSeconds, episodeSentence, observedAgainstExpected, sharesSentence } from '../sentences.ts'
import { episodeSpans } from './health.ts'

const mostCards = 12
const mostSignals = 3
/** Context left and right of an episode: as long as itself, within these bounds, in rows. */
const contextRows = { least: 60, most: 2_000 }

type Told = Pick<RunResult, 'episodes' | 'signals' | 'grades' | 'source' | 'threshold' | 'states'>

/** The most important episodes in full, with the signals to blame, and a table of the others. */
export function episodesSection(result: Told, charts: Charts): Html {
  const names = new SensorNames(result.grades)
  const ranked = byImportance(result.episodes)
  if (ranked.length === 0) {
    return html`<section aria-labelledby="episodes"><h2 id="episodes">Episodes</h2><p>None: at no time did the fused score stay above its threshold.</p></section>`
  }
  const shown = ranked.slice(0, mostCards)
  const rest = ranked.slice(mostCards).sort((a, b) => a.number - b.number)
  const signals = new Map(result.signals.map((signal) => [signal.sensor, signal]))
  const figures = shown.reduce((sum, { episode }) => sum + blamed(episode, signals).length, 0)
  const points = Math.min(mostPoints, Math.floor(pointBudget / Math.max(1, figures)))
  const intro =
    rest.length === 0
      ? nothing
      : html`<p>${ranked.length} episodes; the ${shown.length} most important in full, ongoing ones first, then by severity.</p>`
  const cards = shown.map((entry) => card(entry, result, names, blamed(entry.episode, signals), charts, points))
  return html`<section aria-labelledby="episodes"><h2 id="episodes">Episodes</h2>
${intro}${cards}${rest.length === 0 ? nothing : restTable(rest, result, names)}</section>`
}

function blamed(episode: Episode, signals: ReadonlyMap<string, CulpritSignal>): CulpritSignal[] {
  return episode.culprits.flatMap((culprit) => signals.get(culprit.sensor) ?? []).slice(0, mostSignals)
}

function card(entry: NumberedEpisode, result: Told, names: SensorNames, signals: readonly CulpritSignal[], charts: Charts, points: number): Html {
  const { number, episode } = entry
  const { cadenceSeconds } = result.source
  const figures = signals.map((signal) => signalFigure(signal, episode, result, names, charts, points))
  return html`<article class="card severity-${episode.severity}" id="episode-${number}" aria-labelledby="episode-${number}-title">
<h3 id="episode-${number}-title">Episode ${number} <span class="badge">${episode.severity} severity</span>${episode.ongoing ? html` <span class="badge">ongoing</span>` : nothing}</h3>
<p class="sentence">${episodeSentence(episode, names, cadenceSeconds)}.</p>
<dl class="facts">
<dt>Start</dt><dd>${moment(episode.start)}</dd>
<dt>End</dt><dd>${episode.ongoing ? `ongoing at the last row, ${moment(episode.end)}` : moment(episode.end)}</dd>
<dt>Duration</dt><dd>${duration(episodeSeconds(episode, cadenceSeconds))}, ${plural(episode.rows, 'row')}</dd>
<dt>Severity</dt><dd>${episode.severity}: ${episode.severityReason}</dd>
${recurrenceFact(episode, result)}
${directionFact(episode)}
${stateFact(episode, result)}
${peakFact(episode, result)}
</dl>
${sharesTable(episode, names)}
${figures}
</article>
`
}

/** Nothing for an episode out of nowhere. */
function recurrenceFact({ recurs }: Episode, { episodes }: Told): Html {
  if (!recurs) return nothing
  const first = byImportance(episodes).find(({ episode }) => episode.id === recurs.id)
  const which = first ? html`<a href="#episode-${first.number}">episode ${first.number}</a>` : html`an earlier episode`
  return html`<dt>Recurs</dt><dd>the same sensor the same way as in ${which}: off its baseline, with pauses, since ${moment(recurs.start)}</dd>`
}

/** Nothing where the machine has one state and the episode is in it. */
function stateFact({ state }: Episode, { states }: Told): Html {
  if (state === undefined || (state > 0 && (states?.list.length ?? 1) < 2)) return nothing
  return html`<dt>Operated</dt><dd>${state > 0 ? `in state ${state}` : 'in a state that training does not show'}</dd>`
}

/** An episode that the scores have no part in has neither their peak nor a direction against what is expected. */
const isScored = ({ kind, moved }: Episode): boolean => moved === undefined && kind !== 'sensor-stuck'

function peakFact(episode: Episode, { threshold }: Told): Html {
  if (!isScored(episode)) return nothing
  return html`<dt>Peak</dt><dd>score ${significant(episode.peak)} against a threshold of ${significant(threshold)}, ${moment(episode.peakTime)}</dd>`
}

const directionFact = (episode: Episode): Html => (isScored(episode) ? html`<dt>Direction</dt><dd>${directionText(episode)}</dd>` : nothing)

function directionText(episode: Episode): string {
  if (episode.direction === 'erratic') return 'erratic: swings around what is expected'
  return `${episode.direction} what is expected`
}

function sharesTable(episode: Episode, names: SensorNames): Html {
  if (episode.culprits.length === 0) return html`<p class="quiet">No single sensor stands out.</p>`
  const shares = wholeShares(episode.culprits.map((culprit) => culprit.share))
  const rows = episode.culprits.map((culprit, i) => ({ culprit, share: shares[i], unit: names.unit(culprit.sensor) }))
  return table(
    'Share of the deviation by sensor (adds to 100 %)',
    [
      { head: 'Sensor', cell: ({ culprit }) => names.full(culprit.sensor) },
      { head: 'Share', numeric: true, cell: ({ share }) => html`<span class="share">${share} %</span>${bar(share)}` },
      { head: 'Deviation', cell: ({ culprit, unit }) => deviationText(culprit, unit) },
      { head: 'Measured (mean)', cell: ({ culprit, unit }) => observedAgainstExpected(culprit, unit) },
    ],
    rows,
  )
}

function bar(share: number): Html {
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"></rect><rect class="fill" width="${share}" height="8"></rect></svg>`
}

function signalFigure(signal: CulpritSignal, episode: Episode, result: Told, names: SensorNames, charts: Charts, points: number): Html {
  const unit = signal.unit ? ` in ${signal.unit}` : ''
  return charts.figure({
    title: `${names.full(signal.sensor)}${unit}`,
    lines: signalLines(signal),
    extremes: [signal.value, signal.expected],
    window: contextWindow(episode, result.source.cadenceSeconds),
    spans: episodeSpans(result),
    points,
    height: 200,
  })
}

function contextWindow(episode: Episode, cadenceSeconds: number): { start: number; end: number } {
  const rows = Math.min(contextRows.most, Math.max(contextRows.least, episode.rows))
  const context = rows * cadenceSeconds * 1000
  return { start: episode.start - context, end: episode.end + context }
}

function restTable(rest: readonly NumberedEpisode[], result: Told, names: SensorNames): Html {
  return table<NumberedEpisode>(
    'The other episodes, in order of time',
    [
      { head: 'No.', cell: ({ number }) => number },
      { head: 'Start', cell: ({ episode }) => moment(episode.start) },
      { head: 'Duration', cell: ({ episode }) => duration(episodeSeconds(episode, result.source.cadenceSeconds)) },
      { head: 'Severity', cell: ({ episode }) => episode.severity },
      { head: 'Peak', numeric: true, cell: ({ episode }) => significant(episode.peak) },
      { head: 'Sensors', cell: ({ episode }) => sharesSentence(episode, names, 2) },
    ],
    rest,
  )
}
