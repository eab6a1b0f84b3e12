// After a fault a machine often does not return to its old state: it alarms again before it has been well for as long as it was not. Such an episode is
// told apart from one out of nowhere.

import type { Episode, Trouble, Troubles } from '@acm/contract'

/** Rows of a pause that is short however brief the trouble was: four times the longest window of rows. */
const SHORT_PAUSE = 64

/** What makes two episodes the same trouble: the sensor most to blame, which way it is off, and what kind of episode they are. */
const troubleOf = ({ culprits, direction, kind }: Episode): string => JSON.stringify([culprits[0]?.sensor, direction, kind])

/**
 * The episodes in their order, each with the one that its trouble began with where it recurs: the same sensor off the same way, after a pause no
 * longer than the trouble has lasted. `cadence` in milliseconds; `before` are the troubles of rows that were judged earlier. Gives those of all rows, too.
 */
export function recurrent(episodes: readonly Episode[], cadence: number, before: Troubles = {}): { episodes: Episode[]; troubles: Troubles } {
  const troubles: Record<string, Trouble> = { ...before }
  const out = [...episodes]
  const inTime = [...episodes.keys()].sort((a, b) => episodes[a].start - episodes[b].start)
  for (const i of inTime) {
    const { id, start, end } = episodes[i]
    const key = troubleOf(episodes[i])
    const known = troubles[key]
    const again = known && (known.lastId === id || start - known.end <= Math.max(known.end - known.start, SHORT_PAUSE * cadence))
    troubles[key] = again ? { ...known, lastId: id, end: Math.max(known.end, end) } : { id, start, lastId: id, end }
    if (troubles[key].id !== id) out[i] = { ...episodes[i], recurs: { id: troubles[key].id, start: troubles[key].start } }
  }
  return { episodes: out, troubles }
}
