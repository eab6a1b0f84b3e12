import { type History, Problem } from '@acm/contract'
import { detectEncoding, type Encoding } from './encoding.ts'
import { findLayout, type Layout } from './layout.ts'
import { NumberReader } from './number-text.ts'
import { checkDecimalOption, type ReadOptions } from './options.ts'
import { longestRecord, RecordFeed } from './records.ts'
import { joined } from './source.ts'
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
  readonly bytes: number
  readonly complete: boolean
}

async function takeHead(source: AsyncGenerator<Uint8Array>): Promise<Head> {
  const blocks: Uint8Array[] = []
  let bytes = 0
  while (bytes < headBytes) {
    const { value, done } = await source.next()
    if (done) return { blocks, bytes, complete: true }
    blocks.push(value)
    bytes += value.length
  }
  return { blocks, bytes, complete: false }
}

/** The head's text up to its last whole line. Throws Problem where there is none. */
function wholeLines(file: string, text: string, complete: boolean): string {
  if (text.trim() === '') throw new Problem('ACM-DATA-EMPTY', 'the file is empty', 'Check the export; it wrote nothing.', { where: file })
  if (complete) return `${text}\n`
  const end = text.lastIndexOf('\n') + 1
  if (end === 0 && text.length >= longestRecord / 2) throw endlessLine(file, 1)
  return text.slice(0, end)
}

/**
 * Reads a text once, from its first byte to its last. The head, its first mebibyte, says how it is to be read. Raises Problem.
 */
export async function readText(file: string, blocks: AsyncGenerator<Uint8Array>, options: ReadOptions): Promise<CsvFindings> {
  checkDecimalOption(options)
  const head = await takeHead(blocks)
  const encoding = detectEncoding(file, joined(head.blocks), options.encoding)
  const decoder = new LineDecoder(encoding.name)
  const texts = head.blocks.map((block) => decoder.decode(block))
  const layout = findLayout(file, wholeLines(file, texts.join('') + (head.complete ? decoder.end() : ''), head.complete), options)
  const intake = new TableIntake(file, layout, numberReader(layout, options), new TimeColumn(layout.time.kind, options.dayFirst))
  const feed = new RecordFeed(layout.delimiter.value, layout.cells, layout.firstDataLine, intake)
  for (const text of texts) feed.push(text)
  let { bytes } = head
  for await (const block of blocks) {
    bytes += block.length
    feed.push(decoder.decode(block))
  }
  feed.push(decoder.end())
  feed.end()
  return finish({ file, bytes, encoding, layout }, intake, options)
}

function numberReader(layout: Layout, options: ReadOptions): NumberReader {
  const { decimal, thousands } = layout.decimal
  return new NumberReader(options.decimal ?? decimal, thousands && (options.decimal === undefined || options.decimal === decimal))
}

function finish(
  of: Pick<CsvFindings, 'bytes' | 'encoding' | 'layout'> & { readonly file: string },
  intake: TableIntake,
  options: ReadOptions,
): CsvFindings {
  const { file, ...told } = of
  const columns = intake.columns()
  const sensors = columns.filter(({ setAside }) => setAside === undefined)
  const { order, times, keep } = intake.settleTime()
  const rejected = intake.rejected(sensors)
  const history: CsvHistory = {
    files: [file],
    sensors: sensors.map(({ column }) => told.layout.sensors[column]),
    time: times,
    zoned: intake.time.zoned ?? false,
    values: intake.matrix(sensors, times.length, keep),
    rows: times.length,
    setAside: columns.flatMap(({ setAside }) => setAside ?? []),
    rejectedRows: intake.rejectedRows,
    rejected,
    rejectedCells: sensors.reduce((sum, { unreadable }) => sum + unreadable, 0),
  }
  refuseBarren(history, options)
  return { ...told, history, numbers: intake.numbers, order, columns, missingTexts: intake.missingTexts }
}

/** A history without rows or sensors is none, unless it may be without sensors. */
function refuseBarren({ files: [file], rows, sensors, setAside, rejectedRows, rejected }: CsvHistory, { mayHoldNoNumber }: ReadOptions): void {
  if (rows === 0) {
    const first = rejected[0]
    const why = first ? `: all ${rejectedRows} rows were rejected, the first: ${first.reason} ("${first.cell}")` : ''
    throw new Problem('ACM-DATA-NO-ROWS', `no row could be read${why}`, 'Check the separator and the time column by an inspection', {
      where: first ? `${file}:${first.line}` : file,
      means: [{ task: 'inspect' }],
    })
  }
  if (sensors.length > 0 || mayHoldNoNumber) return
  const example = setAside[0] ? ` ("${setAside[0].sensor}": ${setAside[0].reason})` : ''
  throw new Problem('ACM-DATA-NO-NUMBERS', `no column holds numbers${example}`, 'Check the decimal mark and the separator', {
    where: file,
    means: [{ option: 'decimal' }, { option: 'delimiter' }],
  })
}
