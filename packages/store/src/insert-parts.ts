import { CompiledQuery, type Transaction } from 'kysely'
import type { PartRows } from './run-rows.ts'
import type { Tables } from './schema.ts'

/** Parameters a statement takes at most: far below the limits of SQLite (32,766) and PostgreSQL (65,535); more is not faster (measured). */
const parametersPerStatement = 1000

/** Inserts the rows of every part of a run, tables in the order of `parts`. Cost: see docs/decisions/0003-store-rows.md. */
export async function insertParts(transaction: Transaction<Tables>, parts: PartRows): Promise<void> {
  for (const table of Object.keys(parts) as (keyof PartRows)[]) await insertRows(transaction, table, parts[table])
}

/** Many rows to a statement. Building one costs kysely more than running it, so that is done once for all chunks of equal length. */
async function insertRows(transaction: Transaction<Tables>, table: keyof PartRows, rows: PartRows[keyof PartRows]): Promise<void> {
  if (rows.length === 0) return
  const chunkLength = Math.min(rows.length, Math.floor(parametersPerStatement / Object.keys(rows[0]).length))
  const statementFor = (chunk: typeof rows) => transaction.insertInto(table).values(chunk).compile().sql
  const full = statementFor(rows.slice(0, chunkLength))
  for (let begin = 0; begin < rows.length; begin += chunkLength) {
    const chunk = rows.slice(begin, begin + chunkLength)
    const statement = chunk.length === chunkLength ? full : statementFor(chunk)
    await transaction.executeQuery(
      CompiledQuery.raw(
        statement,
        chunk.flatMap((row) => Object.values(row)),
      ),
    )
  }
}
