// Models that were trained, by version, and the last rows that they scored.

import type { Kysely, Transaction } from 'kysely'
import { keyOfAsset, lockAsset } from './assets.ts'
import type { ModelState, Tables } from './schema.ts'

export interface ModelRecord {
  readonly asset: string
  readonly version: number
  readonly state: ModelState
  /** LEARNING or CONVERGED. */
  readonly maturity: string
  /** Why it is in its state, or not converged yet; '' where there is nothing to say. */
  readonly reason: string
  /** Milliseconds since 1970-01-01 UTC. */
  readonly createdAt: number
  /** What it was trained on and what it reached, as the one who trained it put it. */
  readonly summary: Readonly<Record<string, unknown>>
}

export interface NewModel extends Pick<ModelRecord, 'asset' | 'maturity' | 'reason' | 'summary'> {
  /** The model as JSON. */
  readonly body: string
  /** False: it waits as a candidate. */
  readonly promote: boolean
}

/** The last rows of an asset, as JSON, and since when an episode is on at the last of them. */
export interface StoredContext {
  readonly body: string
  /** Time of the last of them. */
  readonly lastTime: number
  readonly ongoingSince?: number
}

/** Of one version, or of the promoted one. */
export interface ModelChoice {
  readonly asset: string
  readonly version?: number
}

const records = (database: Kysely<Tables>) =>
  database
    .selectFrom('model')
    .innerJoin('asset', 'asset.key', 'model.asset_key')
    .select(['asset.name as asset', 'model.version', 'model.state', 'model.maturity', 'model.reason', 'model.created_at', 'model.summary'])

type RecordRow = Awaited<ReturnType<ReturnType<typeof records>['executeTakeFirstOrThrow']>>

const record = ({ created_at, summary, ...row }: RecordRow): ModelRecord => ({
  ...row,
  createdAt: created_at,
  summary: JSON.parse(summary) as ModelRecord['summary'],
})

/** The version that scored until now gives way. */
async function retire(transaction: Transaction<Tables>, assetKey: number, reason: string): Promise<void> {
  await transaction
    .updateTable('model')
    .set({ state: 'deprecated', reason })
    .where('asset_key', '=', assetKey)
    .where('state', '=', 'promoted')
    .execute()
}

export async function addModel(transaction: Transaction<Tables>, model: NewModel, now: number): Promise<number> {
  const { maturity, reason, promote, body } = model
  const assetKey = await keyOfAsset(transaction, model.asset)
  const { last } = await transaction
    .selectFrom('model')
    .select(({ fn }) => fn.max('version').as('last'))
    .where('asset_key', '=', assetKey)
    .executeTakeFirstOrThrow()
  const version = Number(last ?? 0) + 1
  if (promote) await retire(transaction, assetKey, `superseded by version ${version}`)
  const state = promote ? 'promoted' : 'candidate'
  const row = { asset_key: assetKey, version, state, maturity, reason, created_at: now, summary: JSON.stringify(model.summary), body } as const
  await transaction.insertInto('model').values(row).execute()
  return version
}

/** Versions of one asset, or of all, the newest of each first. */
export async function listModels(database: Kysely<Tables>, asset?: string): Promise<ModelRecord[]> {
  const all = records(database).orderBy('asset.name').orderBy('model.version', 'desc')
  return (await (asset === undefined ? all : all.where('asset.name', '=', asset)).execute()).map(record)
}

/** One version, or the promoted one, with its body; undefined where there is none. */
export async function findModel(database: Kysely<Tables>, { asset, version }: ModelChoice): Promise<(ModelRecord & { body: string }) | undefined> {
  const own = records(database).select('model.body').where('asset.name', '=', asset)
  const row = await (version === undefined ? own.where('model.state', '=', 'promoted') : own.where('model.version', '=', version)).executeTakeFirst()
  return row && { ...record(row), body: row.body }
}

/** Gives a version another state; a promoted one retires the one before. False where there is no such version. */
export async function changeModel(
  transaction: Transaction<Tables>,
  choice: Required<ModelChoice>,
  state: ModelState,
  reason: string,
): Promise<boolean> {
  const { asset, version } = choice
  const assetKey = await lockAsset(transaction, asset)
  if (assetKey === undefined) return false
  const found = await transaction
    .selectFrom('model')
    .select('key')
    .where('asset_key', '=', assetKey)
    .where('version', '=', version)
    .executeTakeFirst()
  if (!found) return false
  if (state === 'promoted') await retire(transaction, assetKey, `superseded by version ${version}`)
  await transaction.updateTable('model').set({ state, reason }).where('key', '=', found.key).execute()
  return true
}

/** Keeps the last rows of an asset, unless later ones are kept: of two processes the one that saw more wins, whichever is last to write. */
export async function saveContext(transaction: Transaction<Tables>, asset: string, { body, lastTime, ongoingSince }: StoredContext): Promise<void> {
  const asset_key = await keyOfAsset(transaction, asset)
  const known = await transaction.selectFrom('context').select('last_time').where('asset_key', '=', asset_key).executeTakeFirst()
  if (known && known.last_time > lastTime) return
  const values = { asset_key, body, last_time: lastTime, ongoing_since: ongoingSince ?? null }
  await transaction
    .insertInto('context')
    .values(values)
    .onConflict((conflict) => conflict.column('asset_key').doUpdateSet(values))
    .execute()
}

export async function findContext(database: Kysely<Tables>, asset: string): Promise<StoredContext | undefined> {
  const row = await database
    .selectFrom('context')
    .innerJoin('asset', 'asset.key', 'context.asset_key')
    .select(['context.body', 'context.last_time', 'context.ongoing_since'])
    .where('asset.name', '=', asset)
    .executeTakeFirst()
  return row && { body: row.body, lastTime: row.last_time, ...(row.ongoing_since !== null && { ongoingSince: row.ongoing_since }) }
}
