// The answer of a query to a SQLite file, row by row; the file is opened for reading alone.

import { DatabaseSync } from 'node:sqlite'
import { queryFailed } from '../query-table.ts'
import type { Row } from '../source.ts'

/** Raises Problem (ACM-DATA-QUERY) while it is iterated. */
export function* sqliteRows(path: string, query: string): Generator<Row> {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true })
    yield* database.prepare(query).iterate() as unknown as Iterable<Row>
  } catch (error) {
    throw queryFailed(path, error)
  } finally {
    database?.close()
  }
}
