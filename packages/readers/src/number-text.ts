// Numbers as plants write them: decimal point or comma, thousands separators where they are certain, and the many words for "no value".

/** What historians, spreadsheets and printf write where there is no value; compared in lower case. */
const missingTexts: ReadonlySet<string> = new Set([
  'nan',
  '-nan',
  '+nan',
  'nan(ind)',
  '-nan(ind)',
  'na',
  'n/a',
  '<na>',
  'nat',
  'null',
  '(null)',
  'nil',
  'none',
  'undefined',
  '\\n',
  'missing',
  'blank',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  '+infinity',
  '-infinity',
  '±inf',
  '∞',
  '-∞',
  '+∞',
  '1.#inf',
  '-1.#inf',
  '1.#qnan',
  '-1.#qnan',
  '1.#ind',
  '-1.#ind',
  '1.#snan',
  '#n/a',
  '#na',
  '#n/a n/a',
  '#div/0!',
  '#value!',
  '#ref!',
  '#name?',
  '#num!',
  '#null!',
  '#error',
  '-',
  '--',
  '---',
  '–',
  '—',
  '?',
  '??',
  '???',
  '*',
  '.',
  '..',
  'bad',
  'bad input',
  'bad data',
  'bad value',
  'bad quality',
  'bad tag',
  'no data',
  'nodata',
  'no value',
  'no sample',
  'no good data',
  'not available',
  'i/o timeout',
  'io timeout',
  'timeout',
  'timed out',
  'shutdown',
  'intf shut',
  'interface shutdown',
  'offline',
  'off-line',
  'arc off-line',
  'comm fail',
  'comm error',
  'not connect',
  'not connected',
  'disconnected',
  'calc failed',
  'calc error',
  'configure',
  'pt created',
  'point created',
  'scan off',
  'scan timeout',
  'scan on',
  'out of service',
  'over range',
  'under range',
  'out of range',
  'sensor fail',
  'sensor failure',
  'failed',
  'invalid',
  'invalid data',
  'error',
  'err',
  'fault',
  'unknown',
  'uncertain',
])

const bracketedCode = /^\[-?\d+\]/

/** Does a cell (trimmed, in lower case) say that there is no value? The empty cell does; so do codes such as `[-11059] No Good Data`. */
export const isMissingText = (lowerCase: string): boolean => lowerCase === '' || missingTexts.has(lowerCase) || bracketedCode.test(lowerCase)

/** Powers of ten that a double holds exactly (10^22 = 2^22 · 5^22, and 5^22 < 2^53). */
const exactPowers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

const plainNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const pointThousands = /^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/
const commaThousands = /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/** Reads the cells of one file; its decimal mark may still be open when it starts and is then settled by the first mark met. */
export class NumberReader {
  /** The decimal mark in force. */
  decimal: '.' | ','
  /** The cell that settled an open decimal mark. */
  settledBy = ''
  readonly #thousands: boolean
  #open: boolean

  /** `decimal` undefined: open, a point until a comma is met. `thousands`: the other mark groups digits. */
  constructor(decimal: '.' | ',' | undefined, thousands: boolean) {
    this.decimal = decimal ?? '.'
    this.#open = decimal === undefined
    this.#thousands = thousands
  }

  /**
   * The cell's value, correctly rounded, or NaN where it is no finite number. An integer below 2^53 over a power of ten up to 10^22 is one
   * exact division (Clinger, "How to read floating point numbers accurately", 1990); anything else takes the slow way.
   */
  read(cell: string): number {
    const mark = this.decimal === '.' ? 46 : 44
    const length = cell.length
    const first = cell.charCodeAt(0)
    const begin = first === 45 || first === 43 ? 1 : 0
    let mantissa = 0
    let point = -1
    for (let i = begin; i < length; i++) {
      const digit = cell.charCodeAt(i) - 48
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit
      else if (digit === mark - 48 && point < 0) point = i
      else return this.#readSlowly(cell)
    }
    if (point >= 0 && this.#open) this.#settle('.', cell)
    const decimals = point < 0 ? 0 : length - 1 - point
    const digits = length - begin - (point < 0 ? 0 : 1)
    if (digits === 0 || mantissa >= 2 ** 53 || decimals > 22) return this.#readSlowly(cell)
    const value = decimals === 0 ? mantissa : mantissa / exactPowers[decimals]
    return first === 45 ? -value : value
  }

  #readSlowly(cell: string): number {
    let text = cell.trim()
    if (this.#open && /^[-+]?\d*,\d+$/.test(text)) this.#settle(',', text)
    if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1).trim()
    if (this.#thousands) text = this.#ungroup(text)
    if (this.decimal === ',') text = text.includes('.') ? '' : text.replace(',', '.')
    const value = plainNumber.test(text) ? Number(text) : Number.NaN
    return Number.isFinite(value) ? value : Number.NaN
  }

  #ungroup(text: string): string {
    if (this.decimal === '.') return commaThousands.test(text) ? text.replaceAll(',', '') : text
    return pointThousands.test(text) ? text.replaceAll('.', '') : text
  }

  #settle(decimal: '.' | ',', cell: string): void {
    this.decimal = decimal
    this.settledBy = cell.trim()
    this.#open = false
  }
}

export interface DecimalEvidence {
  /** Undefined where no cell has a decimal mark. */
  readonly decimal: '.' | ',' | undefined
  readonly thousands: boolean
  readonly evidence: string
}

interface Seen {
  count: number
  example: string
}

const patterns = {
  point: /^[-+]?\d*\.\d+(?:[eE][-+]?\d+)?$/,
  comma: /^[-+]?\d*,\d+(?:[eE][-+]?\d+)?$/,
  // Both marks, or the same mark twice: only a grouped number looks like that.
  pointWithGroups: /^[-+]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/,
  commaWithGroups: /^[-+]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/,
}

/** The decimal mark and whether digits are grouped, from sample cells in file order. `label` says where a cell stands. */
export function decimalFrom(cells: Iterable<{ readonly text: string; readonly label: string }>): DecimalEvidence {
  const seen = { point: none(), comma: none(), pointWithGroups: none(), commaWithGroups: none() }
  for (const { text, label } of cells) {
    for (const name of Object.keys(patterns) as (keyof typeof patterns)[]) {
      if (!patterns[name].test(text)) continue
      seen[name].count++
      seen[name].example ||= `${label} holds "${text}"`
    }
  }
  if (seen.pointWithGroups.count > seen.commaWithGroups.count) return { decimal: '.', thousands: true, evidence: seen.pointWithGroups.example }
  if (seen.commaWithGroups.count > 0) return { decimal: ',', thousands: true, evidence: seen.commaWithGroups.example }
  if (seen.point.count + seen.comma.count === 0) return { decimal: undefined, thousands: false, evidence: 'no sampled cell has a decimal mark' }
  const decimal = seen.comma.count > seen.point.count ? ',' : '.'
  return { decimal, thousands: false, evidence: (decimal === ',' ? seen.comma : seen.point).example }
}

const none = (): Seen => ({ count: 0, example: '' })
