/** Texts in columns as wide as they need to be; an empty list gives the remark. */
export function textTable(heads: readonly string[], rows: readonly (readonly string[])[], remark: string): string {
  if (rows.length === 0) return remark
  const all = [heads, ...rows]
  const widths = heads.map((_, i) => Math.max(...all.map((row) => row[i].length)))
  return all.map((row) => row.map((cell, i) => (i + 1 === row.length ? cell : cell.padEnd(widths[i]))).join('  ')).join('\n')
}
