import { type History, Problem } from '@acm/contract'
import { detectEncoding, type Encoding } from './encoding.ts'
import { findLayout, type Layout } from './layout.ts'
import { NumberReader } from './number-text.ts'
import { checkDecimalOption, type ReadOptions } from './options.ts'
import { longestRecord, RecordFeed } from './records.ts'
import { openSource, type Source } from './source.ts'
import { type ColumnResult, endlessLine, TableIntake } from './table-intake.ts'
import { type OrderDecision, TimeColumn } from './time-column.ts'

/** A history read from CSV; the first of `rejected` are rows, after them cells whose rows were kept. */
export interface CsvHistory extends History {
  /** Cells of sensors that are neither numbers nor a known word for no value; they are missing, their rows are kept. */
  readonly rejectedCells: number
}

/** All that one pass over a file finds out. */
export interface CsvFindings {
  readonly history: CsvHistory
  readonly bytes: number
  readonly encoding: Encoding
  readonly layout: Layout
  readonly numbers: NumberReader
  readonly order: OrderDecision
  readonly columns: readonly ColumnResult[]
  readonly missingTexts: ReadonlyMap<string, number>
}

const headBytes = 2 ** 20

/** Text in blocks, its line ends made `\n`: Windows writes two characters, which may fall into two blocks. */
class LineDecoder {
  readonly #decoder: InstanceType<typeof TextDecoder>
  #held = ''

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding)
  }

  decode(bytes: Uint8Array): string {
    const text = this.#held + this.#decoder.decode(bytes, { stream: true })
    this.#held = text.endsWith('\r') ? '\r' : ''
    return plainLines(this.#held === '' ? text : text.slice(0, -1))
  }

  end(): string {
    return plainLines(this.#held + this.#decoder.decode())
  }
}

function plainLines(text: string): string {
  if (!text.includes('\r')) return text
  const unix = text.replaceAll('\r\n', '\n')
  return unix.includes('\r') ? unix.replaceAll('\r', '\n') : unix
}

interface Head {
  readonly blocks: readonly Uint8Array[]
  readonly complete: boolean
}

async function takeHead(blocks: AsyncGenerator<Uint8Array>): Promise<Head> {
  const head: Uint8Array[] = []
  for (let bytes = 0; bytes < headBytes; ) {
    const { value, done } = await blocks.next()
    if (done) return { blocks: head, complete: true }
    head.push(value)
    bytes += value.length
  }
  return { blocks: head, complete: false }
}

/** The head's text up to its last whole line. Throws Problem where there is none. */
function wholeLines(path: string, text: string, complete: boolean): string {
  if (text.trim() === '') throw new Problem('ACM-DATA-EMPTY', 'the file is empty', 'Check the export; it wrote nothing.', { where: path })
  if (complete) return `${text}\n`
  const end = text.lastIndexOf('\n') + 1
  if (end === 0 && text.length >= longestRecord / 2) throw endlessLine(path, 1)
  return text.slice(0, end)
}

/** Reads a file once, from its first byte to its last. */
export async function readOnce(path: string, options: ReadOptions): Promise<CsvFindings> {
  checkDecimalOption(options)
  const source = await openSource(path)
  try {
    const reading = await readSource(source, options)
    await source.checkUnchanged()
    return reading.finish()
  } finally {
    await source.close()
  }
}

async function readSource(source: Source, options: ReadOptions): Promise<{ finish(): CsvFindings }> {
  const { path } = source
  const blocks = source.blocks(options)
  try {
    const head = await takeHead(blocks)
    const encoding = detectEncoding(path, Buffer.concat(head.blocks), options.encoding)
    const decoder = new LineDecoder(encoding.name)
    const texts = head.blocks.map((block) => decoder.decode(block))
    const layout = findLayout(path, wholeLines(path, texts.join('') + (head.complete ? decoder.end() : ''), head.complete), options)
    const intake = new TableIntake(path, layout, numberReader(layout, options), new TimeColumn(layout.time.kind, options.dayFirst))
    const feed = new RecordFeed(layout.delimiter.value, layout.cells, layout.firstDataLine, intake)
    for (const text of texts) feed.push(text)
    for await (const block of blocks) feed.push(decoder.decode(block))
    feed.push(decoder.end())
    feed.end()
    return { finish: () => finish(source, encoding, layout, intake) }
  } finally {
    await blocks.return(undefined)
  }
}

function numberReader(layout: Layout, options: ReadOptions): NumberReader {
  const { decimal, thousands } = layout.decimal
  return new NumberReader(options.decimal ?? decimal, thousands && (options.decimal === undefined || options.decimal === decimal))
}

function finish(source: Source, encoding: Encoding, layout: Layout, intake: TableIntake): CsvFindings {
  const columns = intake.columns()
  const sensors = columns.filter(({ setAside }) => setAside === undefined)
  const { order, times, keep } = intake.settleTime()
  const rejected = intake.rejected(sensors)
  const history: CsvHistory = {
    files: [source.path],
    sensors: sensors.map(({ column }) => layout.sensors[column]),
    time: times,
    zoned: intake.time.zoned ?? false,
    values: intake.matrix(sensors, times.length, keep),
    rows: times.length,
    setAside: columns.flatMap(({ setAside }) => setAside ?? []),
    rejectedRows: intake.rejectedRows,
    rejected,
    rejectedCells: sensors.reduce((sum, { unreadable }) => sum + unreadable, 0),
  }
  refuseBarren(history)
  return { history, bytes: source.size, encoding, layout, numbers: intake.numbers, order, columns, missingTexts: intake.missingTexts }
}

/** A history without rows or sensors is none. */
function refuseBarren({ files: [path], rows, sensors, setAside, rejectedRows, rejected }: CsvHistory): void {
  if (rows === 0) {
    const first = rejected[0]
    const why = first ? `: all ${rejectedRows} rows were rejected, the first: ${first.reason} ("${first.cell}")` : ''
    throw new Problem('ACM-DATA-NO-ROWS', `no row could be read${why}`, 'Check the separator and the time column with: acm inspect FILE.', {
      where: first ? `${path}:${first.line}` : path,
    })
  }
  if (sensors.length > 0) return
  const example = setAside[0] ? ` ("${setAside[0].sensor}": ${setAside[0].reason})` : ''
  throw new Problem(
    'ACM-DATA-NO-NUMBERS',
    `no column holds numbers${example}`,
    'Check the decimal mark (--decimal) and the separator (--delimiter).',
    { where: path },
  )
}

/**
 * Reads a plant's CSV file into a history: rows in file order, one sensor a numeric column. The file is streamed; memory peaks below three times
 * the matrix (rows × sensors × 8 bytes) beside what Node takes itself (436 MiB measured for a matrix of 132 MiB). What the options leave open is
 * decided from the file; `inspectHistory` says how. Throws Problem.
 */
export async function readCsv(path: string, options: ReadOptions = {}): Promise<CsvHistory> {
  return (await readOnce(path, options)).history
}
