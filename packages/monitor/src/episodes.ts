// What happened to an asset, and what people said of it.

import { type Episode, Problem, type RunResult, type Statement } from '@acm/contract'
import type { Store } from '@acm/store'

export interface AssetEpisodes {
  readonly asset: string
  /** The last run. */
  readonly run: RunResult
  /** Those of the last run and of the runs before it that the last one does not tell of, the newest first. */
  readonly episodes: readonly Episode[]
  /** What was said of the asset and not taken back, the oldest first. */
  readonly statements: readonly Statement[]
}

export const noRun = (asset: string): Problem =>
  new Problem('ACM-USAGE-ASSET', `no run of ${asset} is in the store`, 'an analysis of its history makes one', { means: [{ task: 'analyze' }] })

/** Raises Problem ACM-USAGE-ASSET where the store holds no run of the asset. Cost: reads the whole last run. */
export async function episodesOf(store: Store, asset: string): Promise<AssetEpisodes> {
  const last = await store.lastRun(asset)
  const run = last && (await store.run(last.runId))
  if (!run) throw noRun(asset)
  const earlier = (await store.episodes(asset)).map(({ number: _, alarm: __, ...episode }) => episode)
  const byId = new Map([...earlier, ...run.episodes].map((episode) => [episode.id, episode]))
  const episodes = [...byId.values()].sort((a, b) => b.start - a.start)
  return { asset, run, episodes, statements: (await store.statements(asset)).filter(({ undoneAt }) => undoneAt === undefined) }
}

/** What was said of an episode. */
export const saidOf = ({ statements }: AssetEpisodes, { id }: Episode): Statement[] => statements.filter(({ episodeId }) => episodeId === id)

/** What counts of all that was said of an episode: the last acknowledgement, closing or acceptance; undefined while it is open. */
export const standingWord = (said: readonly Statement[]): Statement | undefined => said.findLast(({ kind }) => kind !== 'comment')
