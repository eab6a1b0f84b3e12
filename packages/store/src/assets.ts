import type { Transaction } from 'kysely'
import type { Tables } from './schema.ts'

/** The key of an asset, which is made where it is new. */
export async function keyOfAsset(transaction: Transaction<Tables>, name: string): Promise<number> {
  const known = await transaction.selectFrom('asset').select('key').where('name', '=', name).executeTakeFirst()
  const { key } = known ?? (await transaction.insertInto('asset').values({ name }).returning('key').executeTakeFirstOrThrow())
  return key
}
