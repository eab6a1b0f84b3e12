// Opening a PostgreSQL database: connect, recognise what is there, migrate.

import { Kysely, sql } from 'kysely'
import pg from 'pg'
import { KyselyStore } from '../kysely-store.ts'
import { appliedSteps, applyPending } from '../migrate.ts'
import { migrations } from '../migrations/index.ts'
import { shownPlace } from '../place.ts'
import type { ColumnTypes, Tables } from '../schema.ts'
import type { Store } from '../store.ts'
import { storeProblem } from '../store-problem.ts'
import { OwnPostgresDialect } from './dialect.ts'
import { explain, isTransient } from './explain.ts'

const columnTypes: ColumnTypes = { key: (column) => column.generatedByDefaultAsIdentity().primaryKey(), bytes: 'bytea' }
const steps = migrations(columnTypes)

/** Connections a process keeps at most; each waits for its turn. */
const CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 10_000
/** Of the advisory lock under which one process migrates: any number that no other program uses. */
const MIGRATION_LOCK = 4_163_690_015

/** Its text cannot hold NUL, which a cell of a broken file may: it is kept as the sign for it, ␀. JSON has an escape for it. */
class NulFreeClient extends pg.Client {
  override query = ((text: string, values?: unknown[], ...rest: unknown[]) =>
    super.query(
      text,
      values?.map((value) => (typeof value === 'string' ? value.replaceAll('\0', '␀') : value)),
      ...(rest as []),
    )) as pg.Client['query']
}

/** See `openStore`. */
export async function openPostgresStore(url: string, busyTimeoutMs: number): Promise<Store> {
  const where = shownPlace(url)
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: busyTimeoutMs,
    application_name: 'acm',
    Client: NulFreeClient,
  })
  // A connection that breaks is replaced, and whoever was using it is told; without listeners, idle or not, it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const database = new Kysely<Tables>({ dialect: new OwnPostgresDialect({ pool }) })
  try {
    await prepare(database, where)
  } catch (error) {
    await pool.end()
    throw explain(error, where)
  }
  const capabilities = { dialect: 'postgres', durable: true, concurrentWriters: true, networked: true } as const
  const close = () => database.destroy()
  return new KyselyStore({ database, capabilities, explain: (error) => explain(error, where), isTransient, close })
}

async function prepare(database: Kysely<Tables>, where: string): Promise<void> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(database)
  const [{ schema }] = rows
  if (schema === null) throw storeProblem('ACM-STORE-REFUSED', where, 'the schema that the search path names does not exist')
  const tables = await sql<{ tablename: string }>`select tablename from pg_tables where schemaname = ${schema} order by tablename`.execute(database)
  const lock = async (transaction: Kysely<Tables>) => {
    const able = await sql<{ able: boolean }>`select has_schema_privilege(${schema}, 'create') as able`.execute(transaction)
    if (!able.rows[0].able) throw storeProblem('ACM-STORE-NOT-WRITABLE', where, `the user may not make tables in the schema ${schema}`)
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(transaction)
  }
  const place = { database, steps, where, schema, lock }
  const applied = await appliedSteps(
    place,
    tables.rows.map(({ tablename }) => tablename),
  )
  await applyPending(place, applied)
}
