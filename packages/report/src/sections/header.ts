// The top of the page: whose condition, which period, the health figure with its meaning, and the verdict as an operator would say it.

import { healthFigure, moment, period } from '@acm/charts/format'
import type { Episode, RunResult } from '@acm/contract'
import { conditionWords, healthTells, silentSentence } from '../condition.ts'
import { type Html, html, nothing, table } from '../html.ts'
import { byImportance, type NumberedEpisode } from '../importance.ts'
import { SensorNames } from '../sensor-names.ts'
import {
  falseAlarmSentence,
  observedAgainstExpected,
  readSentence,
  setAsideSentence,
  sharesSentence,
  trainedSentence,
  verdictSentence,
} from '../sentences.ts'
import { zones } from '../zones.ts'

const mostSummaries = 3

/** Asset, period, health and verdict; what to know before trusting it; what was read and learned. */
export function headerSection(result: Omit<RunResult, 'signals' | 'settings'>): Html {
  const { health, source } = result
  const silent = silentSentence(result, 6)
  return html`<header>
<p class="kicker">Condition report</p>
<h1>${result.asset}</h1>
<p class="period">${period(source.start, source.end)} · ${clockNote(source.zoned)}</p>
<div class="verdict zone-edge-${edgeOf(result)}">
<p class="figure">${health ? html`<span class="value">${healthFigure(health.value)}</span> <span class="of">of 100</span> ` : nothing}<span class="zone">${stateWord(result)}</span></p>
<div class="words">
${health ? gauge(health.value) : nothing}
<p>At ${moment(source.end)}: ${conditionWords(result)}.</p>
<p class="sentence">${verdictSentence(result)}</p>
</div>
</div>
${operatorSummary(result)}
${result.notices.length === 0 ? nothing : notices(result)}
<dl class="facts">
<dt>Read</dt><dd>${readSentence(result)}</dd>
${silent === '' ? nothing : html`<dt>Silent</dt><dd>${silent}</dd>`}
<dt>Set aside</dt><dd>${setAsideSentence(result, 6) || 'nothing'}</dd>
<dt>Trained on</dt><dd>${trainedSentence(result)}</dd>
<dt>False alarms</dt><dd>${falseAlarmSentence(result)}</dd>
</dl>
</header>`
}

/** The colour of the verdict's edge: none where nothing is known. */
const edgeOf = (result: Pick<RunResult, 'condition' | 'health'>): string => {
  if (result.health === null) return 'unknown'
  return healthTells(result) ? result.health.zone : 'degrading'
}

/** The zone where health says how the asset stands, else the condition's state. */
const stateWord = (result: Pick<RunResult, 'condition' | 'health'>): string =>
  result.health && healthTells(result) ? result.health.zone : (result.condition?.state ?? 'not-observed').replaceAll('-', ' ')

function clockNote(zoned: boolean): string {
  return zoned ? 'times in UTC' : 'times as written in the file'
}

/** Health on its scale, zones drawn to size; decoration beside the figure in words. */
function gauge(value: number): Html {
  const stripes = zones.map(
    ({ zone, from }, i) => html`<rect class="zone-fill-${zone}" x="${from}" width="${(zones[i - 1]?.from ?? 100) - from}" y="3" height="4"></rect>`,
  )
  return html`<svg class="gauge" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${stripes}<rect class="needle" x="${Math.max(0, Math.min(99, value - 0.5))}" width="1" y="0" height="10"></rect></svg>`
}

/** Since when, which sensors, how far from expected: a row for each of the episodes that matter most. */
function operatorSummary(result: Pick<RunResult, 'episodes' | 'grades'>): Html {
  const ranked = byImportance(result.episodes)
  if (ranked.length === 0) return nothing
  const names = new SensorNames(result.grades)
  const rows = table<NumberedEpisode>(
    ranked.length > mostSummaries ? `The ${mostSummaries} most important of ${ranked.length} episodes` : 'Episodes, the most important first',
    [
      { head: 'Episode', cell: ({ number }) => html`<a href="#episode-${number}">Episode\u00a0${number}</a>` },
      { head: 'When', cell: ({ episode }) => (episode.ongoing ? `since ${moment(episode.start)}, ongoing` : period(episode.start, episode.end)) },
      { head: 'Sensors', cell: ({ episode }) => sharesSentence(episode, names) },
      { head: 'How far off', cell: ({ episode }) => howFar(episode, names) },
      { head: 'Severity', cell: ({ episode }) => episode.severity },
    ],
    ranked.slice(0, mostSummaries),
  )
  return html`<section aria-labelledby="summary"><h2 id="summary">What the operator should know</h2>${rows}</section>`
}

function howFar(episode: Episode, names: SensorNames): string {
  const [culprit] = episode.culprits
  return culprit === undefined ? 'no single sensor' : observedAgainstExpected(culprit, names.unit(culprit.sensor))
}

function notices(result: Pick<RunResult, 'notices'>): Html {
  const items = result.notices.map((notice) => html`<li>${notice.text} <code class="quiet">${notice.code}</code></li>`)
  return html`<section class="note" aria-labelledby="notices"><h2 id="notices">Before you trust this</h2><ul>${items}</ul></section>`
}
