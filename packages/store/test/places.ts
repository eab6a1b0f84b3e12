// Places for stores of tests: new and empty, with a way to look into them that is not the store's.

import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ask, dump, type Rows, tableNames } from './database-file.ts'

export interface Place {
  /** What `openStore` takes. */
  readonly at: string
  readonly ask: (query: string) => Promise<Rows>
  readonly tableNames: () => Promise<string[]>
  /** Every row of every table as text, in an order that does not depend on how they were written. */
  readonly dump: () => Promise<Record<string, string[]>>
}

let files = 0

export const newFile = (folder: string): Place => {
  const at = `${folder}/${++files}.db`
  return { at, ask: async (query) => ask(at, query), tableNames: async () => tableNames(at), dump: async () => dump(at) }
}

/**
 * The address of a PostgreSQL server that runs for this run of tests, or of one's own in ACM_POSTGRES; undefined, with the reason told,
 * where none is to be had. Raises where CI wants one.
 */
export function postgresServer(): string | undefined {
  const own = process.env.ACM_POSTGRES
  if (own || process.platform === 'win32') return own
  const script = fileURLToPath(new URL('../../../scripts/services.sh', import.meta.url))
  const { status, stdout, stderr } = spawnSync(script, ['start', 'postgres'], { encoding: 'utf8' })
  if (status === 0) return stdout.trim().replace('ACM_POSTGRES=', '')
  if (process.env.CI || status !== 69) throw new Error(`no PostgreSQL: ${stderr}`)
  console.warn(`Tests on PostgreSQL are skipped. ${stderr}`)
  return undefined
}

export async function askPostgres(address: string, text: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

export async function newDatabase(server: string): Promise<Place> {
  const name = `acm_${randomBytes(6).toString('hex')}`
  await askPostgres(server, `create database ${name}`)
  const address = new URL(server)
  address.pathname = name
  const at = address.href
  const names = async () =>
    (await askPostgres(at, "select tablename from pg_tables where schemaname = 'public' order by 1")).map(({ tablename }) => String(tablename))
  return {
    at,
    ask: (text) => askPostgres(at, text),
    tableNames: names,
    async dump() {
      const tables = (await names()).map(async (table) => {
        const rows = await askPostgres(at, `select t::text as row from "${table}" t order by 1`)
        return [table, rows.map(({ row }) => String(row))] as const
      })
      return Object.fromEntries(await Promise.all(tables))
    },
  }
}
