// Tables as files: CSV and Parquet one a table, JSON all in one.

import type { Cell, Table } from './tables.ts'
import { checkFree, WholeFiles } from './whole-file.ts'

const cellText = (cell: Cell): string => {
  const text = cell === null ? '' : String(cell)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function* csv({ columns }: Table): Generator<string> {
  const lists = Object.values(columns)
  yield `${Object.keys(columns).map(cellText).join(',')}\n`
  for (let row = 0; row < lists[0].length; row++) yield `${lists.map((list) => cellText(list[row])).join(',')}\n`
}

const rowsOf = ({ columns }: Table): Record<string, Cell>[] => {
  const names = Object.keys(columns)
  return columns[names[0]].map((_, row) => Object.fromEntries(names.map((name) => [name, columns[name][row]])))
}

async function parquet({ columns }: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = Object.entries(columns).map(([name, data]) => {
    const type: 'STRING' | 'DOUBLE' = data.some((cell) => typeof cell === 'string') ? 'STRING' : 'DOUBLE'
    return { name, data: [...data], type, nullable: true }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}

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
    if (format === 'json') await files.write(paths[0], [JSON.stringify(Object.fromEntries(tables.map((table) => [table.name, rowsOf(table)])))])
    else for (const [i, table] of tables.entries()) await files.write(paths[i], format === 'csv' ? csv(table) : [await parquet(table)])
    files.commit()
  } finally {
    files.discard()
  }
  return paths
}
