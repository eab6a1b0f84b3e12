// What differs between two runs, from what explains most to what is left.

import type { RunResult } from '@acm/contract'
import { minuteText } from './time-text.ts'

export interface Difference {
  readonly what: string
  readonly was: string
  readonly is: string
}

const text = (value: unknown): string =>
  value === undefined ? 'absent' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)

/** Plain facts of a run by name. */
function factsOf({ asset, source, train, threshold, falseAlarms, health, condition, episodes, settings }: RunResult): Record<string, unknown> {
  return {
    asset,
    ...Object.fromEntries(
      Object.entries(settings).map(([key, value]) => [`setting ${key}`, typeof value === 'object' ? JSON.stringify(value) : value]),
    ),
    files: source.files.join(', '),
    rows: source.rows,
    sensors: source.sensors,
    'set aside': source.setAside.map(({ sensor }) => sensor).join(', '),
    'first row': minuteText(source.start),
    'last row': minuteText(source.end),
    'training rows': train.rows,
    threshold,
    'false alarms a month': falseAlarms.rate,
    health: health?.value,
    zone: health?.zone,
    condition: condition?.state,
    episodes: episodes.length,
  }
}

const episodeText = ({ start, ongoing, end, severity, culprits }: RunResult['episodes'][number]): string =>
  `${minuteText(start)} to ${ongoing ? 'the end' : minuteText(end)}, ${severity}, ${culprits[0]?.sensor ?? 'no sensor'}`

/** Rows of both runs whose scores are not the same, and by how much at most. */
function scoreDifference(a: RunResult, b: RunResult): Difference[] {
  const of = new Map(Array.from(b.series.time, (time, row) => [time, b.series.fused[row]]))
  let [rows, largest] = [0, 0]
  a.series.time.forEach((time, row) => {
    const other = of.get(time)
    if (other === undefined || Object.is(other, a.series.fused[row])) return
    rows++
    largest = Math.max(largest, Math.abs(other - a.series.fused[row]))
  })
  return rows === 0 ? [] : [{ what: 'scores of common rows', was: `${rows} differ`, is: `by ${text(largest)} at most` }]
}

/** Empty where both runs hold the same numbers; otherwise facts, episodes, scores. */
export function differences(a: RunResult, b: RunResult): Difference[] {
  if (a.resultHash === b.resultHash && a.asset === b.asset && JSON.stringify(a.settings) === JSON.stringify(b.settings)) return []
  const [before, after] = [factsOf(a), factsOf(b)]
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const facts = names.filter((name) => before[name] !== after[name]).map((what) => ({ what, was: text(before[what]), is: text(after[what]) }))
  const byId = (run: RunResult): Map<string, RunResult['episodes'][number]> => new Map(run.episodes.map((episode) => [episode.id, episode]))
  const [old, now] = [byId(a), byId(b)]
  const gone = [...old.values()].filter(({ id }) => !now.has(id)).map((episode) => ({ what: 'episode', was: episodeText(episode), is: 'absent' }))
  const came = [...now.values()].filter(({ id }) => !old.has(id)).map((episode) => ({ what: 'episode', was: 'absent', is: episodeText(episode) }))
  const all = [...facts, ...gone, ...came, ...scoreDifference(a, b)]
  return all.length > 0 ? all : [{ what: 'result hash', was: a.resultHash, is: b.resultHash }]
}
