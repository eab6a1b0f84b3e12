// Which episodes are told first.

import type { Episode } from '@acm/contract'

export interface NumberedEpisode {
  /** 1 for the earliest. */
  readonly number: number
  readonly episode: Episode
}

const severityRank = { high: 0, medium: 1, low: 2 }

/** An open alarm, an open operating point outside the trained range, those that ended, then what is a matter of a sensor. */
function rankOf({ kind, ongoing }: Episode): number {
  if (kind === 'sensor-stuck') return 4
  return (ongoing ? 0 : 2) + Number(kind === 'outside-trained-range')
}

/** Episodes numbered in order of time, then sorted: by what they are, ongoing ones first, then by severity, peak and length. */
export function byImportance(episodes: readonly Episode[]): NumberedEpisode[] {
  const numbered = [...episodes].sort((a, b) => a.start - b.start).map((episode, i) => ({ number: i + 1, episode }))
  return numbered.sort(
    ({ episode: a }, { episode: b }) =>
      rankOf(a) - rankOf(b) || severityRank[a.severity] - severityRank[b.severity] || b.peak - a.peak || b.rows - a.rows,
  )
}
