// Opening the store that a verb works on.

import { existsSync } from 'node:fs'
import type { Store } from '@acm/store'
import { isAddress, shownPlace } from '@acm/store/place'
import type { Options } from '../flags/definitions.ts'
import { usage } from '../problem.ts'

export const DEFAULT_STORE = '.acm/acm.db'

/** The store at a place, which is made where there is none; a database must exist. */
export const openOrMake = async (path: string): Promise<Store> => (await import('@acm/store')).openStore(path)

/** The store at a place where there is one already. */
export const openIfThere = async (path: string | undefined): Promise<Store | undefined> =>
  path !== undefined && (isAddress(path) || existsSync(path)) ? openOrMake(path) : undefined

/** Opens the store for a verb that has no use for an empty one; raises ACM-USAGE-NO-STORE where there is none. */
export async function openExisting({ store: path = DEFAULT_STORE }: Options): Promise<Store> {
  if (path === false) throw usage('STORE', 'this verb works on the store', 'leave --no-store out')
  const store = await openIfThere(path)
  if (store) return store
  throw usage(
    'NO-STORE',
    `there is no store at ${shownPlace(path)}`,
    'acm analyze and acm train make one; name another with --store, or go to the folder it is in',
  )
}
