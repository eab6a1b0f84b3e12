// Models that were trained, by version. `asset.model_version` is the one in force: the one that is 'promoted'.

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

/** Another version, or none, scores from now on; the one that scored until now gives way. */
async function putInForce(transaction: Transaction<Tables>, assetKey: number, version: number | null, reason: string): Promise<void> {
  await transaction
    .updateTable('model')
    .set({ state: 'deprecated', reason })
    .where('asset_key', '=', assetKey)
    .where('state', '=', 'promoted')
    .execute()
  await transaction.updateTable('asset').set({ model_version: version }).where('key', '=', assetKey).execute()
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
  if (promote) await putInForce(transaction, assetKey, version, `superseded by version ${version}`)
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
    .select(['key', 'state'])
    .where('asset_key', '=', assetKey)
    .where('version', '=', version)
    .executeTakeFirst()
  if (!found) return false
  if (state === 'promoted') await putInForce(transaction, assetKey, version, `superseded by version ${version}`)
  else if (found.state === 'promoted') await putInForce(transaction, assetKey, null, reason)
  await transaction.updateTable('model').set({ state, reason }).where('key', '=', found.key).execute()
  return true
}
