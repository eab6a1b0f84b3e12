// Bringing the tables up to date, the same way on every dialect.

import { type Kysely, sql, type Transaction } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Tables } from './schema.ts'
import { storeProblem } from './store-problem.ts'

export const MIGRATION_TABLE = 'acm_migration'

export interface Place {
  readonly database: Kysely<Tables>
  readonly steps: Readonly<Record<string, Migration>>
  /** What a problem names: a path, or an address without its password. */
  readonly where: string
  /** Tables are looked for in this one alone, where the dialect has schemas. */
  readonly schema?: string
  /** Keeps other processes from migrating until the transaction ends. */
  readonly lock: (transaction: Transaction<Tables>) => Promise<void>
}

/**
 * Applies the steps that are pending. They and their record are one transaction: a process that dies in between leaves the older schema whole.
 * Another process may have applied them while this one waited for the lock; then there is nothing to do.
 */
export async function applyPending(place: Place, applied: readonly string[]): Promise<void> {
  if (Object.keys(place.steps).every((step) => applied.includes(step))) return
  await place.database.transaction().execute(async (transaction) => {
    await place.lock(transaction)
    const migrator = new Migrator({
      db: transaction,
      provider: { getMigrations: async () => place.steps },
      migrationTableName: MIGRATION_TABLE,
      migrationLockTableName: `${MIGRATION_TABLE}_lock`,
      ...(place.schema !== undefined && { migrationTableSchema: place.schema }),
    })
    // The migrator returns its error; only a thrown one rolls back.
    const { error } = await migrator.migrateToLatest()
    if (error) throw error
  })
}

/**
 * Names of the steps that the store has seen, without changing it; `tables` are those that are there.
 * @throws Problem ACM-STORE-FOREIGN, ACM-STORE-NEWER: it is not ours to change
 */
export async function appliedSteps({ database, steps, where }: Place, tables: readonly string[]): Promise<string[]> {
  if (tables.length === 0) return []
  if (!tables.includes(MIGRATION_TABLE))
    throw storeProblem('ACM-STORE-FOREIGN', where, `it holds the table ${tables[0]}, and none named ${MIGRATION_TABLE}`)
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(database)
  const applied = rows.map(({ name }) => name)
  const unknown = applied.find((step) => !(step in steps))
  if (unknown) throw storeProblem('ACM-STORE-NEWER', where, `its schema is at ${unknown}, this program knows ${Object.keys(steps).at(-1)}`)
  return applied
}
