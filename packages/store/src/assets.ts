// An asset's row is what its writers wait for: whoever changes anything of an asset locks it first, and holds it until the transaction ends.

import type { Transaction } from 'kysely'
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
