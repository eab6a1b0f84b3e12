// What people said about an asset and its episodes: rows are added and taken back, never changed.

import type { Statement } from '@acm/contract'
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import { keyOfAsset } from './assets.ts'
import type { Tables } from './schema.ts'

export type NewStatement = Omit<Statement, 'id' | 'saidAt' | 'undoneAt' | 'undoneBy'>

function row(assetKey: number, statement: NewStatement, now: number): Insertable<Tables['statement']> {
  const { kind, who, episodeId, cause, sensor, direction, peak, from, until, text } = statement
  return {
    asset_key: assetKey,
    kind,
    who,
    said_at: now,
    episode_id: episodeId ?? null,
    cause: cause ?? null,
    sensor: sensor ?? null,
    direction: direction ?? null,
    peak: peak ?? null,
    valid_from: from ?? null,
    valid_until: until ?? null,
    text,
    undone_at: null,
    undone_by: null,
  }
}

function statement(row: Selectable<Tables['statement']> & { readonly asset: string }): Statement {
  return {
    id: row.key,
    asset: row.asset,
    kind: row.kind,
    who: row.who,
    saidAt: row.said_at,
    ...(row.episode_id !== null && { episodeId: row.episode_id }),
    ...(row.cause !== null && { cause: row.cause as NonNullable<Statement['cause']> }),
    ...(row.sensor !== null && { sensor: row.sensor }),
    ...(row.direction !== null && { direction: row.direction as NonNullable<Statement['direction']> }),
    ...(row.peak !== null && { peak: row.peak }),
    ...(row.valid_from !== null && { from: row.valid_from }),
    ...(row.valid_until !== null && { until: row.valid_until }),
    text: row.text,
    ...(row.undone_at !== null && { undoneAt: row.undone_at }),
    ...(row.undone_by !== null && { undoneBy: row.undone_by }),
  }
}

/** Adds a statement; gives its number. */
export async function addStatement(transaction: Transaction<Tables>, added: NewStatement, now: number): Promise<number> {
  const values = row(await keyOfAsset(transaction, added.asset), added, now)
  const { key } = await transaction.insertInto('statement').values(values).returning('key').executeTakeFirstOrThrow()
  return key
}

/** Statements about one asset, or all, the oldest first, those taken back too. */
export async function listStatements(database: Kysely<Tables>, asset?: string): Promise<Statement[]> {
  const all = database
    .selectFrom('statement')
    .innerJoin('asset', 'asset.key', 'statement.asset_key')
    .selectAll('statement')
    .select('asset.name as asset')
    .orderBy('statement.key')
  return (await (asset === undefined ? all : all.where('asset.name', '=', asset)).execute()).map(statement)
}

/** Takes a statement back; false where there is none of this number, or it was taken back before. */
export async function undoStatement(transaction: Transaction<Tables>, id: number, who: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('statement')
    .set({ undone_at: now, undone_by: who })
    .where('key', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Ends at a time, in the clock of the data, what is valid until later; false where there is none of this number. */
export async function endStatement(transaction: Transaction<Tables>, id: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await transaction.updateTable('statement').set({ valid_until: now }).where('key', '=', id).executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
