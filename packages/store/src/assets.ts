// An asset's row is what its writers wait for: whoever changes anything of an asset locks it first, and holds it until the transaction ends.

import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './schema.ts'

/** Locks an asset and gives its key; undefined where there is none. */
export async function lockAsset(transaction: Transaction<Tables>, name: string): Promise<number | undefined> {
  // On SQLite the transaction has the write lock already, and the dialect leaves `for update` out.
  const row = await transaction.selectFrom('asset').select('key').where('name', '=', name).forUpdate().executeTakeFirst()
  return row?.key
}

/** Locks an asset, which is made where it is new, and gives its key. */
export async function keyOfAsset(transaction: Transaction<Tables>, name: string): Promise<number> {
  const known = await lockAsset(transaction, name)
  if (known !== undefined) return known
  // Of several who make it at once the first does, and the others wait here for its transaction to end.
  await transaction
    .insertInto('asset')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  return keyOfAsset(transaction, name)
}

/** What is known of an asset beside its runs. */
export interface AssetRecord {
  readonly asset: string
  /** Site, area, kind … */
  readonly tags: Readonly<Record<string, string>>
  /** Milliseconds between two scorings; absent for one that nobody watches. */
  readonly pace?: number
  /** Settings of its own. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** The version of its model in force. */
  readonly model?: number
}

/** What is not named stays. */
export type AssetChange = Partial<Pick<AssetRecord, 'tags' | 'pace' | 'settings'>>

export async function changeAsset(transaction: Transaction<Tables>, name: string, { tags, pace, settings }: AssetChange): Promise<void> {
  const key = await keyOfAsset(transaction, name)
  const set = {
    ...(tags && { tags: JSON.stringify(tags) }),
    ...(pace !== undefined && { pace }),
    ...(settings && { settings: JSON.stringify(settings) }),
  }
  if (Object.keys(set).length > 0) await transaction.updateTable('asset').set(set).where('key', '=', key).execute()
}

/** All, by name. */
export async function listAssets(database: Kysely<Tables>): Promise<AssetRecord[]> {
  const rows = await database.selectFrom('asset').selectAll().orderBy('name').execute()
  return rows.map(({ name, tags, pace, settings, model_version }) => ({
    asset: name,
    tags: JSON.parse(tags) as AssetRecord['tags'],
    ...(pace !== null && { pace }),
    ...(settings !== null && { settings: JSON.parse(settings) as NonNullable<AssetRecord['settings']> }),
    ...(model_version !== null && { model: model_version }),
  }))
}
