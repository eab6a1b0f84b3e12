import { Problem } from '@acm/contract'
import { recordShape, scanRecord } from './records.ts'

export interface Delimiter {
  readonly value: string
  readonly evidence: string
  readonly assumed: boolean
}

/** In order of preference: a comma may be a decimal mark, the others hardly stand in a cell. */
const candidates = ['\t', ';', '|', ',']
const sampledRecords = 200

export const delimiterName = (delimiter: string): string => (delimiter === '\t' ? 'tab' : delimiter === ' ' ? 'space' : delimiter)

/** A line that is no record of the table: a comment, or Excel's hint `sep=;`. */
export const isComment = (raw: string): boolean => /^\s*(#|\/\/|%)|^sep=.$/i.test(raw)

interface Agreement {
  readonly cells: number
  readonly records: number
  readonly agreeing: number
}

/** The most frequent number of cells (at least two) that a delimiter gives, and how many of the sampled records have it. */
function agreement(text: string, delimiter: string): Agreement {
  const shape = recordShape()
  const counts = new Map<number, number>()
  let records = 0
  for (let begin = 0; begin < text.length && records < sampledRecords; begin = shape.end) {
    scanRecord(text, begin, delimiter.charCodeAt(0), shape)
    if (shape.end < 0) break
    const raw = text.slice(begin, shape.end).trim()
    if (raw === '' || isComment(raw)) continue
    records++
    counts.set(shape.cells, (counts.get(shape.cells) ?? 0) + 1)
  }
  let best = { cells: 1, records, agreeing: 0 }
  for (const [cells, agreeing] of counts) if (cells > 1 && agreeing > best.agreeing) best = { cells, records, agreeing }
  return best
}

/** The delimiter of a file from the head of its text. Throws Problem (ACM-DATA-ONE-COLUMN) where nothing cuts its lines alike. */
export function detectDelimiter(file: string, head: string, forced?: string): Delimiter {
  const hint = /^sep=(.)\n/i.exec(head)?.[1]
  if (forced !== undefined || hint !== undefined) {
    const value = (forced ?? hint) as string
    if (agreement(head, value).agreeing === 0) throw oneColumn(file, head, `"${delimiterName(value)}"`)
    return { value, evidence: forced === undefined ? 'line 1 says so (sep=)' : 'given', assumed: false }
  }
  const found = candidates.map((value) => ({ value, ...agreement(head, value) })).filter(({ agreeing }) => agreeing > 0)
  const share = ({ agreeing, records }: Agreement) => agreeing / records
  const best = found.find((each) => share(each) >= 0.8) ?? found.sort((a, b) => share(b) - share(a))[0]
  if (!best || (share(best) < 0.3 && best.records > 3)) throw oneColumn(file, head, 'comma, semicolon, tab and |')
  const evidence = `it cuts ${best.agreeing} of the first ${best.records} lines into ${best.cells} cells each`
  return { value: best.value, evidence, assumed: share(best) < 0.8 }
}

function oneColumn(file: string, head: string, tried: string): Problem {
  const first = head.slice(0, 200).split('\n')[0].slice(0, 60)
  const spaces = /[\d.] +[-+]?[\d.]/.test(first) ? 'The cells seem to be separated by spaces: replace runs of spaces by one comma first. ' : ''
  return new Problem(
    'ACM-DATA-ONE-COLUMN',
    `the lines do not fall into columns (tried ${tried}); the first line is "${first}"`,
    `${spaces}A history needs a time column and at least one sensor column; name the separator`,
    { where: `${file}:1`, means: [{ option: 'delimiter' }] },
  )
}
