// After a fault a machine often does not return to its old state: it alarms again before it has been well for as long as it was not. Such an episode is
// told apart from one out of nowhere.

import { method } from '../settings.ts'
import type { Episode } from '../types.ts'

/** Rows of a pause that is short however brief the trouble was: four times what the smoothed scale looks at. */
const SHORT_PAUSE = 4 * method.meanWindow

/** What makes two episodes the same trouble: the sensor most to blame, which way it is off, and whether the machine is in a state that training shows. */
const troubleOf = ({ culprits, direction, state }: Episode): string => JSON.stringify([culprits[0]?.sensor, direction, state === 0])

interface Trouble {
  readonly id: string
  readonly start: number
  end: number
}

/**
 * The episodes in their order, each with the one that its trouble began with where it recurs: the same sensor off the same way, after a pause no
 * longer than the trouble has lasted. `cadence` in milliseconds.
 */
export function recurrent(episodes: readonly Episode[], cadence: number): Episode[] {
  const troubles = new Map<string, Trouble>()
  const out = [...episodes]
  const inTime = [...episodes.keys()].sort((a, b) => episodes[a].start - episodes[b].start)
  for (const i of inTime) {
    const { id, start, end } = episodes[i]
    const key = troubleOf(episodes[i])
    const before = troubles.get(key)
    if (before && start - before.end <= Math.max(before.end - before.start, SHORT_PAUSE * cadence)) {
      before.end = Math.max(before.end, end)
      out[i] = { ...episodes[i], recurs: { id: before.id, start: before.start } }
    } else troubles.set(key, { id, start, end })
  }
  return out
}
