// A table as CSV text, JSON text or Parquet bytes.

import type { Cell, Table } from './tables.ts'

const cellText = (cell: Cell): string => {
  const text = cell === null ? '' : String(cell)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line a row after the names; pieces of text. */
export function* csvOf({ columns }: Table): Generator<string> {
  const lists = Object.values(columns)
  yield `${Object.keys(columns).map(cellText).join(',')}\n`
  for (let row = 0; row < lists[0].length; row++) yield `${lists.map((list) => cellText(list[row])).join(',')}\n`
}

const rowsOf = ({ columns }: Table): Record<string, Cell>[] => {
  const names = Object.keys(columns)
  return columns[names[0]].map((_, row) => Object.fromEntries(names.map((name) => [name, columns[name][row]])))
}

/** One object: by the name of each table its rows. */
export const jsonOf = (tables: readonly Table[]): string => JSON.stringify(Object.fromEntries(tables.map((table) => [table.name, rowsOf(table)])))

export async function parquetOf({ columns }: Table): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const columnData = Object.entries(columns).map(([name, data]) => {
    const type: 'STRING' | 'DOUBLE' = data.some((cell) => typeof cell === 'string') ? 'STRING' : 'DOUBLE'
    return { name, data: [...data], type, nullable: true }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData }))
}
