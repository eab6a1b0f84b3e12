// Tables as files: CSV and Parquet one a table, JSON all in one.

import { csvOf, jsonOf, parquetOf, type Table } from '@acm/monitor/formats'
import { checkFree, WholeFiles } from './whole-file.ts'

/** Writes tables to STEM-TABLE.csv, STEM-TABLE.parquet or STEM.json; all of them or none. Gives the paths. */
export async function writeTables(
  tables: readonly Table[],
  stem: string,
  format: 'csv' | 'json' | 'parquet',
  force: boolean | undefined,
): Promise<string[]> {
  const paths = format === 'json' ? [`${stem}.json`] : tables.map(({ name }) => `${stem}-${name}.${format}`)
  for (const path of paths) checkFree(path, force)
  const files = new WholeFiles()
  try {
    if (format === 'json') await files.write(paths[0], [jsonOf(tables)])
    else for (const [i, table] of tables.entries()) await files.write(paths[i], format === 'csv' ? csvOf(table) : [await parquetOf(table)])
    files.commit()
  } finally {
    files.discard()
  }
  return paths
}
