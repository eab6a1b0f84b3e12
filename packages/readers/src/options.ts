import { Problem } from '@acm/contract'

/** What a person may fix instead of letting the reader find it out; every field absent means: decide from the file. */
export interface ReadOptions {
  /** The time column: its name, or its number counted from 1. */
  readonly time?: string | number
  /** The time column, which is named then, holds a count of something (cycles) instead of times. */
  readonly counts?: boolean
  /** The decimal mark. */
  readonly decimal?: '.' | ','
  /** One character; `tab` and `\t` also mean the tabulator. */
  readonly delimiter?: string
  /** True: 3/4/2021 is 3 April. False: it is 4 March. */
  readonly dayFirst?: boolean
  /** The zone of times without one, such as Europe/Berlin; without it they stay wall-clock times. */
  readonly timeZone?: string
  /** What to ask a SQLite file. */
  readonly query?: string
  /** A name the WHATWG Encoding standard knows, such as `utf-8`, `utf-16le` or `windows-1252`. */
  readonly encoding?: string
  /** For who knows from elsewhere which columns are sensors: text without a number in it is a history without sensors then, no Problem. Default false. */
  readonly mayHoldNoNumber?: boolean
  /** Called after each block with the bytes read and the size of all, 0 where that is not known. */
  readonly progress?: (bytesDone: number, bytesTotal: number) => void
  /** Polled before each block; true ends the reading with ACM-INTERRUPTED. */
  readonly cancelled?: () => boolean
}

const delimiterNames: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t', comma: ',', semicolon: ';', pipe: '|' }

/** The delimiter as one character, or undefined where none was given. Throws Problem on anything that cannot separate cells. */
export function delimiterOption(options: ReadOptions): string | undefined {
  if (options.delimiter === undefined) return undefined
  const delimiter = delimiterNames[options.delimiter.toLowerCase()] ?? options.delimiter
  if (delimiter.length === 1 && !'"\r\n'.includes(delimiter)) return delimiter
  throw new Problem(
    'ACM-USAGE-DELIMITER',
    `the delimiter is ${JSON.stringify(options.delimiter)}, allowed is one character`,
    'Give one character, such as ";", or "tab"',
    { means: [{ option: 'delimiter' }] },
  )
}

/** Throws Problem where the decimal mark is neither a point nor a comma. */
export function checkDecimalOption(options: ReadOptions): void {
  if (options.decimal === undefined || options.decimal === '.' || options.decimal === ',') return
  throw new Problem('ACM-USAGE-DECIMAL', `the decimal mark is ${JSON.stringify(options.decimal)}, allowed are "." and ","`, 'Give one of them', {
    means: [{ option: 'decimal' }],
  })
}
