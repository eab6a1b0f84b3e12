// Which episodes are told first.

import type { Episode } from '@acm/contract'

export interface NumberedEpisode {
  /** 1 for the earliest. */
  readonly number: number
  readonly episode: Episode
}

const severityRank = { high: 0, medium: 1, low: 2 }

/** Episodes numbered in order of time, then sorted: ongoing ones first, then by severity, peak and length. */
export function byImportance(episodes: readonly Episode[]): NumberedEpisode[] {
  const numbered = [...episodes].sort((a, b) => a.start - b.start).map((episode, i) => ({ number: i + 1, episode }))
  return numbered.sort(
    ({ episode: a }, { episode: b }) =>
      Number(b.ongoing) - Number(a.ongoing) || severityRank[a.severity] - severityRank[b.severity] || b.peak - a.peak || b.rows - a.rows,
  )
}
