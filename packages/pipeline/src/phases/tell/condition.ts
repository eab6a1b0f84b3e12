// How an asset stands: the worst of what is not observed, open, outside its range, or ended and unseen. It is of the asset, not of the last row.

import type { Condition, ConditionState, Episode, Statement, ToldEpisode, Zone } from '@acm/contract'
import type { Silent } from '../prepare/silence.ts'

/** Episodes that are carried on. */
const MOST_TOLD = 64
/** Where more than this share of the sensors is silent, what is left cannot be called normal. */
const MOST_SILENT = 0.5

const isAlarm = ({ kind }: Pick<Episode, 'kind'>): boolean => kind === undefined || kind === 'alarm'
const isOutside = ({ kind }: Pick<Episode, 'kind'>): boolean => kind === 'outside-trained-range'

/** The episodes that were told before, those of now in their places. */
export function toldEpisodes(before: readonly ToldEpisode[], episodes: readonly Episode[]): ToldEpisode[] {
  const byId = new Map(before.map((one) => [one.id, one]))
  for (const episode of episodes) {
    const { id, start, end } = episode
    if (isAlarm(episode) || isOutside(episode)) byId.set(id, { id, kind: isAlarm(episode) ? 'alarm' : 'outside-trained-range', start, end })
  }
  return [...byId.values()].sort((a, b) => a.end - b.end || a.start - b.start).slice(-MOST_TOLD)
}

export interface ConditionInput {
  readonly sensors: number
  readonly silent: readonly Silent[]
  /** Since when hardly a row holds a value. */
  readonly darkSince?: number | undefined
  readonly episodes: readonly Episode[]
  /** They and those of the rows before. */
  readonly told: readonly ToldEpisode[]
  readonly statements: readonly Statement[]
  /** Of health at the last row. */
  readonly zone: Zone
  readonly doing: string
  /** Milliseconds: what ended no longer ago was open. */
  readonly merge: number
}

/** Whether a person has acknowledged, closed or accepted an episode. */
const isSeen = (id: string, statements: readonly Statement[]): boolean =>
  statements.some(
    ({ kind, episodeId, undoneAt }) => episodeId === id && undoneAt === undefined && (kind === 'ack' || kind === 'close' || kind === 'accept'),
  )

const unseen = ({ told, statements }: ConditionInput): ToldEpisode[] => told.filter((one) => isAlarm(one) && !isSeen(one.id, statements))

type Observed = Exclude<ConditionState, 'not-observed'>

/** How it stood at a time in the past. */
function stateAt(at: number, input: ConditionInput): Observed {
  const { told, merge } = input
  const open = told.filter(({ start, end }) => start <= at && end >= at - merge)
  if (open.some(isAlarm)) return 'alarm'
  if (open.some(isOutside)) return 'outside-trained-range'
  return unseen(input).some(({ end }) => end < at) ? 'returned' : 'normal'
}

/** Since when more than half of the sensors have been silent. */
function mostlySilentSince({ silent, sensors }: ConditionInput): number | undefined {
  const passed = Math.floor(MOST_SILENT * sensors)
  return silent.map(({ since }) => since).sort((a, b) => a - b)[passed]
}

function openState({ episodes }: ConditionInput): { state: Observed; since: number } | undefined {
  for (const [state, is] of [
    ['alarm', isAlarm],
    ['outside-trained-range', isOutside],
  ] as const) {
    const starts = episodes.filter((episode) => episode.ongoing && is(episode)).map(({ start }) => start)
    if (starts.length > 0) return { state, since: Math.min(...starts) }
  }
  return undefined
}

/**
 * Nothing observed, or an alarm that is open, or an operating point outside the trained range, or too few sensors heard, or an alarm that ended and that nobody
 * has seen, or normal. `since` of a state that is open is its begin, of one that ended its end.
 */
export function conditionOf(input: ConditionInput): Condition {
  const { silent, sensors, darkSince, zone, doing } = input
  const silence = silent.length === sensors ? Math.max(...silent.map(({ since }) => since)) : darkSince
  const unknownSince = (since: number): Condition => ({ state: 'not-observed', since, doing: '', after: stateAt(since, input), silent })
  if (silence !== undefined) return unknownSince(silence)
  const open = openState(input)
  if (open) return { ...open, zone, doing, silent }
  const mostly = mostlySilentSince(input)
  if (mostly !== undefined) return unknownSince(mostly)
  const returned = unseen(input).map(({ end }) => end)
  if (returned.length > 0) return { state: 'returned', zone, since: Math.max(...returned), doing, silent }
  return { state: 'normal', zone, doing, silent }
}
