// Episodes of an asset: one row a trouble, however many runs tell of it.

import type { Culprit, Episode, RunResult } from '@acm/contract'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { sql } from 'kysely'
import { episode } from './run-result.ts'
import { episodeColumns } from './run-rows.ts'
import type { AlarmState, Tables } from './schema.ts'

/** An episode of an asset, as the run with the latest rows told it. */
export interface AssetEpisode extends Episode {
  /** Counts within the asset from 1, by first sight; never changes. */
  readonly number: number
  readonly alarm: AlarmState
}

/** Far below the limits of SQLite and PostgreSQL on parameters of a statement. */
const AT_ONCE = 50

/**
 * Makes the episodes that a run tells of the asset's, and gives their keys by id. Those known already keep number, start and alarm, and
 * follow the rest where the run's rows reach as far as those of the run that told them last. The asset must be locked.
 */
export async function saveEpisodes(transaction: Transaction<Tables>, assetKey: number, result: RunResult): Promise<Map<string, number>> {
  const keys = new Map<string, number>()
  if (result.episodes.length === 0) return keys
  const { last } = await transaction
    .selectFrom('episode')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('asset_key', '=', assetKey)
    .executeTakeFirstOrThrow()
  let number = last ?? 0
  for (let begin = 0; begin < result.episodes.length; begin += AT_ONCE) {
    const told = result.episodes.slice(begin, begin + AT_ONCE)
    const ids = told.map(({ id }) => id)
    const known = new Set((await keysOf(transaction, assetKey, ids)).map(({ id }) => id))
    const rows = told.map((one) => ({
      asset_key: assetKey,
      // On a known one it is not written.
      number: known.has(one.id) ? 0 : ++number,
      ...episodeColumns(one),
      culprits: JSON.stringify(one.culprits),
      told_until: result.source.end,
    }))
    await transaction
      .insertInto('episode')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['asset_key', 'id'])
          .doUpdateSet(({ ref }) => Object.fromEntries(following.map((column) => [column, ref(`excluded.${column}`)])))
          .where(sql<boolean>`excluded.told_until >= episode.told_until`),
      )
      .execute()
    for (const { id, key } of await keysOf(transaction, assetKey, ids)) keys.set(id, key)
  }
  return keys
}

/** Columns that follow while an episode goes on. */
const following = [
  ...(['end', 'ongoing', 'rows', 'peak', 'peak_time', 'severity', 'severity_reason', 'direction'] as const),
  ...(['state', 'recurs_id', 'recurs_start', 'culprits', 'told_until', 'kind', 'moved_from', 'moved_to'] as const),
]

const keysOf = (transaction: Transaction<Tables>, assetKey: number, ids: readonly string[]) =>
  transaction.selectFrom('episode').select(['key', 'id']).where('asset_key', '=', assetKey).where('id', 'in', ids).execute()

/** All of an asset, by number. */
export async function loadEpisodes(database: Kysely<Tables>, asset: string): Promise<AssetEpisode[]> {
  const rows = await database
    .selectFrom('episode')
    .innerJoin('asset', 'asset.key', 'episode.asset_key')
    .selectAll('episode')
    .where('asset.name', '=', asset)
    .orderBy('episode.number')
    .execute()
  return rows.map((row) => ({ ...episode(row, culpritsOf(row)), number: row.number, alarm: row.alarm }))
}

/** JSON has null for a missing number. */
function culpritsOf({ culprits }: Selectable<Tables['episode']>): Culprit[] {
  return JSON.parse(culprits, (_, value) => value ?? Number.NaN) as Culprit[]
}
