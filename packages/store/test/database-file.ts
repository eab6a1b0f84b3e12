import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A folder of its own for one test, gone at the end of its block. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'acm-store-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export type Rows = Record<string, unknown>[]

/** What `query` answers on a connection of its own. */
export function ask(path: string, query: string): Rows {
  const database = new DatabaseSync(path)
  try {
    return database.prepare(query).all()
  } finally {
    database.close()
  }
}

export function tableNames(path: string): string[] {
  return ask(path, "select name from sqlite_schema where type = 'table' order by name").map(({ name }) => String(name))
}

/** Every row of every table as text, in an order that does not depend on how they were written. */
export function dump(path: string): Record<string, string[]> {
  const rows = (table: string) => ask(path, `select * from "${table}"`).map((row) => JSON.stringify(row))
  return Object.fromEntries(tableNames(path).map((table) => [table, rows(table).sort()]))
}
