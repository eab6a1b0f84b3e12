// What people said back, and what follows from it. Nothing is hidden: what is suppressed is counted and named in a notice, and a statement that is taken
// back has no effect from then on.

import type { Episode, History, Notice, Statement } from '@acm/contract'
import { counted, moment } from '../../wording.ts'

/** An episode is like a judged one up to this many times its peak: what grows is news. */
const LARGEST_GROWTH = 1.1

const standing = (statements: readonly Statement[]): readonly Statement[] => statements.filter(({ undoneAt }) => undoneAt === undefined)

const isLike = ({ culprits, direction, peak }: Episode, said: Statement): boolean =>
  culprits[0]?.sensor === said.sensor && direction === said.direction && peak <= LARGEST_GROWTH * (said.peak ?? 0)

/** Does a statement take an alarm away from an episode? */
function silences(episode: Episode, said: Statement): boolean {
  const { kind, cause, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = said
  if (kind === 'close') return cause === 'false' && (said.episodeId === episode.id || isLike(episode, said))
  if (kind === 'accept') return episode.start >= from && isLike(episode, said)
  if (kind !== 'silence') return false
  const meant = said.sensor === undefined || episode.culprits[0]?.sensor === said.sensor
  return meant && episode.start >= from && episode.start < until
}

function reasonOf({ kind, who, text, sensor, until }: Statement): string {
  const because = text === '' ? '' : ` ("${text}")`
  if (kind === 'silence') return `${sensor ?? 'the asset'} is silenced by ${who}${until === undefined ? '' : ` until ${moment(until)}`}${because}`
  return kind === 'accept' ? `accepted as the new normal by ${who}${because}` : `like one that ${who} judged a false alarm${because}`
}

export interface Heeded {
  /** Those that stand, by their place among the episodes. */
  readonly kept: readonly number[]
  readonly notices: readonly Notice[]
}

/** Which episodes stand: those that people have judged do not. */
export function heed(episodes: readonly Episode[], statements: readonly Statement[]): Heeded {
  const judged = episodes.map((episode) => standing(statements).find((said) => silences(episode, said)))
  const byStatement = Map.groupBy(
    judged.filter((said) => said !== undefined),
    ({ id }) => id,
  )
  const notices = [...byStatement.values()].map((same) => ({
    code: 'ACM-NOTICE-SUPPRESSED',
    text: `${counted(same.length, 'similar episode')} suppressed by statement ${same[0].id}, until it is taken back: ${reasonOf(same[0])}`,
  }))
  return { kept: [...episodes.keys()].filter((i) => judged[i] === undefined), notices }
}

/** The last maintenance that lies within a history; NaN for none. */
export function lastMaintenance({ time }: History, statements: readonly Statement[]): number {
  const times = standing(statements).flatMap(({ kind, from }) => (kind === 'maintenance' && from !== undefined ? [from] : []))
  const within = times.filter((at) => time.some((t) => t < at) && time.some((t) => t >= at))
  return within.length > 0 ? Math.max(...within) : Number.NaN
}
