// How assets stand: one row each, so that a fleet's overview is one query.

import type { Condition, ConditionState, RunResult, Zone } from '@acm/contract'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './schema.ts'

/** How an asset stands, by the run with its latest rows. Times are milliseconds in the clock of the data. */
export interface AssetState {
  readonly asset: string
  readonly tags: Readonly<Record<string, string>>
  readonly condition: ConditionState
  /** Of health at the last row; absent where nothing is observed, and health is NaN. */
  readonly zone?: Zone
  readonly health: number
  /** The last row that was judged; how old the data are is the clock less this. */
  readonly asOf: number
  /** When the condition began, as far as runs tell. */
  readonly since: number
  /** The one sentence, as whoever saved the run put it; '' where none was given. */
  readonly headline: string
  readonly runId: string
}

/** A run stored before conditions were worked out stands by its zone and what is ongoing. */
function standing({ condition, health, episodes }: RunResult): Pick<Condition, 'state' | 'since'> {
  if (condition) return condition
  const starts = episodes.filter(({ ongoing }) => ongoing).map(({ start }) => start)
  return { state: health?.zone === 'healthy' ? 'normal' : 'alarm', ...(starts.length > 0 && { since: Math.min(...starts) }) }
}

/** Puts down how an asset stands after a run; one whose rows end earlier than what is known changes nothing. One statement. */
export async function saveState(
  transaction: Transaction<Tables>,
  assetKey: number,
  runKey: number,
  result: RunResult,
  headline: string,
): Promise<void> {
  const { health, source } = result
  if (Number.isNaN(source.end)) return
  const { state, since = source.end } = standing(result)
  const row = { asset_key: assetKey, run_key: runKey, condition: state, zone: health?.zone ?? null, as_of: source.end, since, headline }
  await transaction
    .insertInto('asset_state')
    .values({ ...row, health: health && !Number.isNaN(health.value) ? health.value : null })
    .onConflict((conflict) =>
      conflict
        .column('asset_key')
        .doUpdateSet(({ ref }) => ({
          run_key: ref('excluded.run_key'),
          condition: ref('excluded.condition'),
          zone: ref('excluded.zone'),
          health: ref('excluded.health'),
          as_of: ref('excluded.as_of'),
          since: sql<number>`case when asset_state.condition = excluded.condition and excluded.condition = 'normal' then asset_state.since else excluded.since end`,
          headline: ref('excluded.headline'),
        }))
        .where(sql<boolean>`excluded.as_of >= asset_state.as_of`),
    )
    .execute()
}

/** Of one asset, or of all, by name. */
export async function loadStates(database: Kysely<Tables>, asset?: string): Promise<AssetState[]> {
  const all = database
    .selectFrom('asset_state')
    .innerJoin('asset', 'asset.key', 'asset_state.asset_key')
    .innerJoin('run', 'run.key', 'asset_state.run_key')
    .selectAll('asset_state')
    .select(['asset.name', 'asset.tags', 'run.id'])
    .orderBy('asset.name')
  const rows = await (asset === undefined ? all : all.where('asset.name', '=', asset)).execute()
  return rows.map((row) => ({
    asset: row.name,
    tags: JSON.parse(row.tags) as AssetState['tags'],
    condition: row.condition as ConditionState,
    ...(row.zone !== null && { zone: row.zone as Zone }),
    health: row.health ?? Number.NaN,
    asOf: row.as_of,
    since: row.since,
    headline: row.headline,
    runId: row.id,
  }))
}
