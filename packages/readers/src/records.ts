import { initParser, type Parser } from 'udsv'

// Where records begin and end. The parser (udsv) is the fastest there is but trusts its input: a short row swallows the next one, a long row keeps
// a delimiter in its last cell, blank lines vanish uncounted. So its work is checked. A block without quotes is parsed as it is and held against
// its number of lines. Where they disagree, and in blocks with quotes, one pass over the characters counts lines and cells first, and the parser sees
// only runs of records that have exactly the cells the table has; the others go to the caller with their line and what is wrong with them.

/** A line longer than this is no row of a table (2^20 characters hold 50,000 sensors). */
export const longestRecord = 2 ** 20

const quote = 34
const newline = 10

/** What one pass over a record found. */
export interface RecordShape {
  /** Index after the record's newline, or −1 where the text ends within the record. */
  end: number
  cells: number
  lines: number
  /** Text stands between a closing quote and the next delimiter. */
  looseQuote: boolean
}

export const recordShape = (): RecordShape => ({ end: -1, cells: 0, lines: 0, looseQuote: false })

/** Measures the record that begins at `begin`; quotes count only where a cell begins, as in the parser. */
export function scanRecord(text: string, begin: number, delimiter: number, shape: RecordShape): void {
  const length = text.length
  let cells = 1
  let lines = 1
  let end = -1
  shape.looseQuote = false
  for (let i = begin; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code === delimiter) cells++
    else if (code === newline) {
      end = i + 1
      break
    } else if (code === quote && (i === begin || text.charCodeAt(i - 1) === delimiter)) {
      for (i++; i < length; i++) {
        const inside = text.charCodeAt(i)
        if (inside === newline) lines++
        else if (inside === quote && text.charCodeAt(i + 1) === quote) i++
        else if (inside === quote) break
      }
      const next = text.charCodeAt(i + 1)
      if (next !== delimiter && next !== newline && i + 1 < length) shape.looseQuote = true
    }
  }
  shape.end = end
  shape.cells = cells
  shape.lines = lines
}

function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

/** A parser for records of a fixed number of cells; it takes whole records and keeps nothing between calls. */
function recordParser(delimiter: string, cells: number): Parser {
  const columns = Array.from({ length: cells }, (_, i) => ({
    name: String(i),
    type: 's' as const,
    repl: { empty: undefined, null: undefined, NaN: undefined },
  }))
  // Absent `encl` and `esc` are looked for in each text anew: text without a quote takes the parser's fast way.
  const schema = { skip: 0, col: delimiter, row: '\n', trim: false, cols: columns }
  return initParser(schema as unknown as Parameters<typeof initParser>[0])
}

/** The records of a text as strings, whatever their length: for the head of a file, not for its bulk. */
export function* splitRecords(text: string, delimiter: string): Generator<{ readonly line: number; readonly cells: string[]; readonly raw: string }> {
  const shape = recordShape()
  let line = 1
  for (let begin = 0; begin < text.length; begin = shape.end) {
    scanRecord(text, begin, delimiter.charCodeAt(0), shape)
    if (shape.end < 0) return
    const raw = text.slice(begin, shape.end)
    yield { line, cells: shape.cells === 1 ? [unquoted(raw)] : recordParser(delimiter, shape.cells).stringArrs<string[]>(raw)[0], raw: raw.trimEnd() }
    line += shape.lines
  }
}

const unquoted = (raw: string) =>
  raw
    .trimEnd()
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"')

export interface RecordSink {
  /** Cells of a record that has the right number of them, and the line it starts on. The array is the sink's to keep. */
  row(cells: readonly string[], line: number): void
  /** A record that is not in the table's shape. */
  reject(line: number, reason: string, raw: string): void
  /** No line ends within `longestRecord` characters. Never returns. */
  endless(line: number): never
}

/** Cuts text that arrives in blocks (newlines already `\n`) into rows. */
export class RecordFeed {
  readonly #delimiter: number
  readonly #cells: number
  readonly #parser: Parser
  readonly #sink: RecordSink
  readonly #shape = recordShape()
  #tail = ''
  #line = 1
  /** First line that is data; what stands above was read as header. */
  readonly #firstLine: number

  constructor(delimiter: string, cells: number, firstLine: number, sink: RecordSink) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#cells = cells
    this.#parser = recordParser(delimiter, cells)
    this.#firstLine = firstLine
    this.#sink = sink
  }

  push(block: string): void {
    const text = this.#tail + block
    if (!this.#pushEven(text)) this.#pushScanned(text)
  }

  /**
   * The fast way (1.3 times as fast as the other, measured): true where the text has no quotes and every line is a row. Each row the parser gives
   * begins where a line begins and takes in at least one newline. So as many rows as lines, none with a delimiter left in its last cell, are the lines.
   */
  #pushEven(text: string): boolean {
    const end = text.lastIndexOf('\n') + 1
    if (this.#line < this.#firstLine || end === 0 || text.length - end > longestRecord || text.includes('"')) return false
    const rows = this.#rowsOf(text.slice(0, end))
    if (rows === undefined) return false
    for (const cells of rows) this.#sink.row(cells, this.#line++)
    this.#tail = text.slice(end)
    return true
  }

  #rowsOf(body: string): string[][] | undefined {
    // On a last line that is too short the parser would start again from the first.
    scanRecord(body, body.lastIndexOf('\n', body.length - 2) + 1, this.#delimiter, this.#shape)
    if (this.#shape.cells !== this.#cells) return undefined
    const last = this.#cells - 1
    const delimiter = String.fromCharCode(this.#delimiter)
    const rows: string[][] = []
    let even = true
    this.#parser.stringArrs<string[]>(body, (cells) => {
      rows.push(cells)
      even = !cells[last].includes(delimiter)
      return even
    })
    return even && rows.length === countLines(body) ? rows : undefined
  }

  #pushScanned(text: string): void {
    let runBegin = 0
    let runLine = this.#line
    let at = 0
    while (at < text.length) {
      scanRecord(text, at, this.#delimiter, this.#shape)
      if (this.#shape.end < 0 && !this.#giveUp(text, at)) break
      const plain = this.#shape.cells === this.#cells && this.#shape.lines === 1 && !this.#shape.looseQuote && this.#line >= this.#firstLine
      if (!plain) {
        this.#parse(text.slice(runBegin, at), runLine)
        this.#single(text.slice(at, this.#shape.end))
        runBegin = this.#shape.end
        runLine = this.#line + this.#shape.lines
      }
      this.#line += this.#shape.lines
      at = this.#shape.end
    }
    this.#parse(text.slice(runBegin, at), runLine)
    this.#tail = text.slice(at)
  }

  /** The last line may lack its newline. */
  end(): void {
    if (this.#tail === '') return
    this.push('\n')
    while (this.#tail !== '') this.#dropOpenLine()
  }

  /** A record without an end in a text already too long: an endless line stops the reading, a quote never closed costs its line only. */
  #giveUp(text: string, at: number): boolean {
    if (text.length - at <= longestRecord) return false
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd < 0 || lineEnd - at > longestRecord) return this.#sink.endless(this.#line)
    this.#shape.end = lineEnd + 1
    this.#shape.lines = 1
    this.#shape.cells = 0
    return true
  }

  #dropOpenLine(): void {
    const lineEnd = this.#tail.indexOf('\n') + 1
    this.#shape.cells = 0
    this.#shape.lines = 1
    this.#single(this.#tail.slice(0, lineEnd))
    this.#line++
    const rest = this.#tail.slice(lineEnd)
    this.#tail = ''
    this.push(rest)
  }

  #parse(run: string, firstLine: number): void {
    let line = firstLine
    if (run !== '') this.#parser.stringArrs<string[]>(run, (cells) => this.#sink.row(cells, line++))
  }

  /** A record that is not one plain line of the right number of cells. */
  #single(raw: string): void {
    const { cells, looseQuote } = this.#shape
    if (this.#line < this.#firstLine || raw.trim() === '') return
    if (cells === 0) this.#sink.reject(this.#line, 'a quote is opened and never closed', raw)
    else if (looseQuote) this.#sink.reject(this.#line, 'text stands after a closing quote', raw)
    else if (cells === this.#cells) this.#parse(raw, this.#line)
    else if (cells === this.#cells + 1 && this.#endsEmpty(raw)) this.#parse(`${raw.slice(0, -2)}\n`, this.#line)
    else this.#sink.reject(this.#line, `has ${cells} ${cells === 1 ? 'cell' : 'cells'} where the table has ${this.#cells} columns`, raw)
  }

  /** One delimiter too many at the end of the line, with nothing after it. */
  #endsEmpty(raw: string): boolean {
    return raw.charCodeAt(raw.length - 2) === this.#delimiter
  }
}
