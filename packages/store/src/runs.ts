// Runs: saving one whole, listing, loading.

import type { Condition, EarlierStates, OperatingStates, RunResult, Zone } from '@acm/contract'
import { type ExpressionBuilder, type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import { saveState } from './asset-states.ts'
import { keyOfAsset } from './assets.ts'
import { saveEpisodes } from './episodes.ts'
import { saveForecasts } from './forecasts.ts'
import { insertParts } from './insert-parts.ts'
import { runIdOf } from './run-id.ts'
import { runResult, type StoredParts } from './run-result.ts'
import { partRows, runRow } from './run-rows.ts'
import { type PartTables, partTables, type Tables } from './schema.ts'
import type { RunSummary, SavedRun } from './store.ts'
import { loadSeries, saveTrack } from './tracks.ts'

/** Saves a run and what follows from it. Of an identical one before, key and time of creation stay, and its parts are written anew. */
export async function saveRun(transaction: Transaction<Tables>, result: RunResult, headline: string, now: number): Promise<SavedRun> {
  const runId = runIdOf(result)
  const assetKey = await keyOfAsset(transaction, result.asset)
  const { key, replaced } = await putRun(transaction, { ...runRow(result, assetKey), id: runId }, now)
  const episodeKeys = await saveEpisodes(transaction, assetKey, result)
  await insertParts(transaction, partRows(result, key, episodeKeys))
  await saveTrack(transaction, assetKey, key, result.series)
  await saveForecasts(transaction, assetKey, result)
  await saveState(transaction, assetKey, key, result, headline)
  await transaction
    .insertInto('latest_run')
    .values({ asset_key: assetKey, run_key: key })
    .onConflict((conflict) => conflict.column('asset_key').doUpdateSet({ run_key: key }))
    .execute()
  return { runId, replaced }
}

/** The row of a run, without parts. The asset is locked, so nobody comes in between. */
async function putRun(transaction: Transaction<Tables>, row: Omit<Insertable<Tables['run']>, 'created_at'>, now: number) {
  const earlier = await transaction.selectFrom('run').select('key').where('id', '=', row.id).executeTakeFirst()
  if (!earlier) {
    const { key } = await transaction
      .insertInto('run')
      .values({ ...row, created_at: now })
      .returning('key')
      .executeTakeFirstOrThrow()
    return { key, replaced: false }
  }
  const { key } = earlier
  for (const table of [...partTables, 'track' as const].reverse()) await transaction.deleteFrom(table).where('run_key', '=', key).execute()
  await transaction.updateTable('run').set(row).where('key', '=', key).execute()
  return { key, replaced: true }
}

export function summaries(database: Kysely<Tables>) {
  return database
    .selectFrom('run')
    .innerJoin('asset', 'asset.key', 'run.asset_key')
    .select(['run.id', 'asset.name', 'run.created_at', 'run.source_start', 'run.source_end', 'run.source_rows'])
    .select(['run.health', 'run.zone', 'run.condition', 'run.result_hash', episodeCount])
}

const episodeCount = (query: ExpressionBuilder<Tables, 'run'>) =>
  query.selectFrom('told_episode').whereRef('told_episode.run_key', '=', 'run.key').select(sql<number>`count(*)`.as('count')).as('episodes')

type SummaryRow = Awaited<ReturnType<ReturnType<typeof summaries>['executeTakeFirstOrThrow']>>

export function summary(row: SummaryRow): RunSummary {
  return {
    runId: row.id,
    asset: row.name,
    createdAt: row.created_at,
    start: row.source_start ?? Number.NaN,
    end: row.source_end ?? Number.NaN,
    rows: row.source_rows,
    health: row.health ?? Number.NaN,
    ...(row.zone !== '' && { zone: row.zone as Zone }),
    ...(row.condition !== null && { condition: (JSON.parse(row.condition) as Condition).state }),
    episodes: Number(row.episodes),
    resultHash: row.result_hash,
  }
}

export async function loadRun(transaction: Transaction<Tables>, runId: string): Promise<RunResult | undefined> {
  const run = await transaction
    .selectFrom('run')
    .innerJoin('asset', 'asset.key', 'run.asset_key')
    .selectAll('run')
    .select('asset.name as asset')
    .where('run.id', '=', runId)
    .executeTakeFirst()
  if (!run) return undefined
  const parts = await loadParts(transaction, run.key)
  return runResult(run, parts, await loadSeries(transaction, run.key, parts.detector))
}

export async function loadEarlierStates(database: Kysely<Tables>, asset: string): Promise<EarlierStates | undefined> {
  const row = await database
    .selectFrom('run')
    .innerJoin('latest_run', 'latest_run.run_key', 'run.key')
    .innerJoin('asset', 'asset.key', 'run.asset_key')
    .where('asset.name', '=', asset)
    .select('run.states')
    .executeTakeFirst()
  if (!row?.states) return undefined
  const { list, voters } = JSON.parse(row.states) as OperatingStates
  return { numbers: list.map(({ number }) => number), voters }
}

async function loadParts(transaction: Transaction<Tables>, runKey: number): Promise<StoredParts> {
  const part = <T extends keyof PartTables>(table: T) =>
    transaction.selectFrom<keyof PartTables>(table).selectAll().where('run_key', '=', runKey).orderBy('position').execute() as Promise<StoredParts[T]>
  return {
    source_file: await part('source_file'),
    set_aside: await part('set_aside'),
    rejected_row: await part('rejected_row'),
    sensor: await part('sensor'),
    detector: await part('detector'),
    told_episode: await part('told_episode'),
    told_culprit: await part('told_culprit'),
    signal: await part('signal'),
    notice: await part('notice'),
  }
}
