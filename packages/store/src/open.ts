// Opening a store by its place.

import { isAddress } from './place.ts'
import { openSqliteStore } from './sqlite/sqlite-store.ts'
import type { Store } from './store.ts'

export interface OpenOptions {
  /** How long to wait for a lock that another process holds, in milliseconds. SQLite waits without yielding to other work. */
  readonly busyTimeoutMs?: number
}

/**
 * Opens the store at `place`: a path, whose file and folder are made as needed (`':memory:'` keeps it in memory), or the address of a
 * PostgreSQL database, `postgres://user@host/database`, which must exist. Tables are made as needed, an older schema is migrated, in one
 * transaction. What is not a store of this program is left untouched.
 * @throws Problem ACM-STORE-NOT-WRITABLE, -FULL, -LOCKED, -UNREACHABLE, -REFUSED, -NOT-A-DATABASE, -FOREIGN, -NEWER, -DAMAGED or -FAILED
 */
export async function openStore(place: string, { busyTimeoutMs = 5000 }: OpenOptions = {}): Promise<Store> {
  if (!isAddress(place)) return openSqliteStore(place, busyTimeoutMs)
  return (await import('./postgres/postgres-store.ts')).openPostgresStore(place, busyTimeoutMs)
}
