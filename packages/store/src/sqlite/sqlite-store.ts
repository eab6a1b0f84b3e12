// Opening a SQLite file: make its folder, recognise what is there, migrate.

import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { KyselyStore } from '../kysely-store.ts'
import { appliedSteps, applyPending } from '../migrate.ts'
import { migrations } from '../migrations/index.ts'
import type { ColumnTypes, Tables } from '../schema.ts'
import type { Store } from '../store.ts'
import { NodeSqliteDialect } from './dialect.ts'
import { explain } from './explain.ts'

const inMemory = ':memory:'

/** `integer primary key` is SQLite's row id, which it assigns itself. */
const columnTypes: ColumnTypes = { key: (column) => column.primaryKey(), bytes: 'blob' }
const steps = migrations(columnTypes)

/** See `openStore`. */
export async function openSqliteStore(path: string, busyTimeoutMs: number): Promise<Store> {
  try {
    if (path !== inMemory) makeFolder(dirname(path))
    return await storeOn(new DatabaseSync(path, { timeout: busyTimeoutMs }), path)
  } catch (error) {
    throw explain(error, path)
  }
}

/** The store on an open connection, which belongs to the store from then on and is closed when it cannot be one. */
export async function storeOn(connection: DatabaseSync, path: string): Promise<Store> {
  const database = new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection) })
  try {
    const tables = connection.prepare("select name from sqlite_schema where type = 'table'").all()
    const place = { database, steps, where: path, lock: async () => {} }
    const applied = await appliedSteps(
      place,
      tables.map(({ name }) => String(name)),
    )
    // Readers and one writer do not block each other; a commit is on the disk when it returns.
    connection.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    await applyPending(place, applied)
  } catch (error) {
    connection.close()
    throw error
  }
  const capabilities = { dialect: 'sqlite', durable: path !== inMemory, concurrentWriters: false, networked: false } as const
  const close = async () => {
    await database.destroy()
    // kysely closes a connection only once it has used it.
    if (connection.isOpen) connection.close()
  }
  return new KyselyStore({ database, capabilities, explain: (error) => explain(error, path), isTransient: () => false, close })
}

/** One level at a time: `mkdirSync` with `recursive` never returns on a file system that makes no folders, such as /proc (measured, Node 24.21). */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(folder)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
