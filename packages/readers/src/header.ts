import { Problem, type Sensor } from '@acm/contract'
import { isMissingText } from './number-text.ts'

// The rows above the data: names, descriptions, units, in whatever number and order the historian wrote them.

export type HeaderRole = 'names' | 'descriptions' | 'units' | 'ignored'

export interface HeaderRow {
  readonly line: number
  readonly role: HeaderRole
  readonly cells: readonly string[]
}

const labels = {
  units: /unit|einheit|uom|^eu$|unité|unidad/i,
  extended: /extended|erweitert|^long\b/i,
  descriptions: /descr|beschreibung|bezeichnung|comment|kommentar/i,
  names: /point|tag|sensor|signal|channel|kanal|name|item|messstelle/i,
}

/** Does the first cell of a row say what the row holds? Such a row is header though its other cells be empty. */
export const isRoleLabel = (cell: string): boolean => Object.values(labels).some((label) => label.test(cell))

const unitText =
  /^(?:°?[CFK]|deg ?[CF]?|%(?: ?[A-Za-z]+)?|m?bar(?: ?\(?[ag]\)?)?|[hkM]?Pa(?: ?\(?[ag]\)?)?|psi[ag]?|inH2O|mmHg|mm ?WC|rpm|U\/min|1\/min|min-1|[mkµu]?A|[mk]?V|[kMG]?W|[kMG]?Wh|[kM]?VA|[kM]?VAR|[kMG]?Hz|[mcknµu]?m|mils?|in|ft|[mcµ]?m\/s2?|in\/s|ips|m[²³23](?:\/[smh])?|N?m[³3]\/h|[kM]?g|t|[tk]g?\/[hs]|kg\/h|lb\/h|klb\/h|l\/(?:min|h|s)|gpm|cfm|Nm|k?N|[kM]?J|s|ms|min|h|d|dB|g|pH|ppm|mg\/l|µS\/cm|-)$/i

const bracketed = /^(.*\S)\s*(?:\[([^\]]+)\]|\(([^)]+)\))\s*$/

/** A unit at the end of a name: `Temp [°C]` always, `Temp (°C)` where the text in parentheses is a unit we know. */
function unitInName(name: string): string | undefined {
  const match = bracketed.exec(name)
  if (!match) return undefined
  return match[2]?.trim() ?? (unitText.test(match[3].trim()) ? match[3].trim() : undefined)
}

const plainUnit = (cell: string) => cell.replace(/^[[(](.*)[\])]$/, '$1').trim()
const looksLikeUnits = (cells: readonly string[]) => {
  const filled = cells.filter((cell) => cell !== '')
  return filled.length > 0 && filled.filter((cell) => unitText.test(plainUnit(cell)) || /^\[.+\]$/.test(cell)).length * 2 >= filled.length
}

interface Candidate {
  readonly line: number
  readonly cells: readonly string[]
  /** What stands in the time column or in the first one. */
  readonly label: string
  readonly sensorCells: readonly string[]
}

/** What each row above the data is: by its label (`Units,A,C,…`), else the first is names and the others are told by their cells. */
export function headerRoles(rows: readonly { readonly line: number; readonly cells: readonly string[] }[], timeColumn: number): HeaderRow[] {
  const candidates = rows.map(({ line, cells }): Candidate => {
    const trimmed = cells.map((cell) => cell.trim())
    return { line, cells: trimmed, label: trimmed[timeColumn] || trimmed[0], sensorCells: trimmed.filter((_, i) => i !== timeColumn) }
  })
  const names = namesRow(candidates)
  return candidates.map((row) => ({ line: row.line, cells: row.cells, role: row === names ? 'names' : roleBelow(row) }))
}

/** The row named as such, else the first in which no two names are alike, else the first. */
function namesRow(rows: readonly Candidate[]): Candidate | undefined {
  const filled = rows.filter(({ sensorCells }) => sensorCells.some((cell) => cell !== ''))
  const labelled = filled.find(
    ({ label }) => labels.names.test(label) && !labels.extended.test(label) && !labels.units.test(label) && !labels.descriptions.test(label),
  )
  return labelled ?? filled.find(({ sensorCells }) => new Set(sensorCells).size === sensorCells.length) ?? filled[0] ?? rows[0]
}

function roleBelow({ label, sensorCells }: Candidate): HeaderRole {
  if (sensorCells.every((cell) => isMissingText(cell.toLowerCase()) && cell !== '-')) return 'ignored'
  if (labels.units.test(label)) return 'units'
  if (labels.descriptions.test(label) || labels.extended.test(label)) return 'descriptions'
  return looksLikeUnits(sensorCells) ? 'units' : 'descriptions'
}

/** One entry a column, in file order. Throws Problem (ACM-DATA-DUPLICATE-NAME) where two columns have one name. */
export function columnSensors(file: string, rows: readonly HeaderRow[], columns: number): Sensor[] {
  const texts = (role: HeaderRole, column: number) => rows.filter((row) => row.role === role).map(({ cells }) => cells[column] ?? '')
  const sensors = Array.from({ length: columns }, (_, column): Sensor => {
    const name = texts('names', column)[0] || `c${column + 1}`
    const description = texts('descriptions', column).find((text) => text !== '')
    const unit = plainUnit(texts('units', column)[0] ?? '') || unitInName(name)
    return { name, ...(description ? { description } : {}), ...(unit ? { unit } : {}) }
  })
  refuseDuplicates(file, sensors, rows.find(({ role }) => role === 'names')?.line)
  return sensors
}

function refuseDuplicates(file: string, sensors: readonly Sensor[], line: number | undefined): void {
  const seen = new Map<string, number>()
  for (const [column, { name }] of sensors.entries()) {
    const other = seen.get(name)
    seen.set(name, column)
    if (other === undefined) continue
    const message = `columns ${other + 1} and ${column + 1} are both named "${name}"`
    throw new Problem('ACM-DATA-DUPLICATE-NAME', message, 'Rename one of them in the header row, or export the sensor once.', {
      where: `${file}:${line ?? 1}`,
    })
  }
}
