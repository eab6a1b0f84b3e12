import { Problem } from '@acm/contract'

export interface Encoding {
  /** A label TextDecoder takes. */
  readonly name: string
  readonly evidence: string
  readonly assumed: boolean
}

/** Signatures of files that people rename to .csv, each with the cure. */
const binaryFormats: readonly { readonly bytes: readonly number[]; readonly what: string; readonly cure: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive (an Excel workbook is one)',
    cure: 'In Excel choose "Save as", CSV; or unpack the archive.',
  },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook', cure: 'In Excel choose "Save as", CSV.' },
  { bytes: [0x1f, 0x8b], what: 'gzip-compressed', cure: 'Unpack it first: gunzip FILE.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'zstd-compressed', cure: 'Unpack it first: zstd -d FILE.' },
  { bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], what: 'an SQLite database', cure: 'Export the table as CSV.' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', cure: 'Ask for the data as CSV.' },
]

export const startsWith = (head: Uint8Array, bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte)

/**
 * The encoding of a text file from its first bytes: byte order mark, else the pattern of NUL bytes that UTF-16 gives Latin text, else UTF-8
 * where the bytes are valid UTF-8, else windows-1252. Throws Problem (ACM-DATA-BINARY) on a file that is no text.
 */
export function detectEncoding(file: string, head: Uint8Array, forced?: string): Encoding {
  if (forced !== undefined) return forcedEncoding(forced)
  const format = binaryFormats.find(({ bytes }) => startsWith(head, bytes))
  if (format) throw new Problem('ACM-DATA-BINARY', `${file} is ${format.what}, not a CSV file`, format.cure, { where: file })
  return byMark(head) ?? byNulPattern(file, head) ?? byValidity(head)
}

function forcedEncoding(name: string): Encoding {
  try {
    return { name: new TextDecoder(name).encoding, evidence: 'given', assumed: false }
  } catch {
    throw new Problem(
      'ACM-USAGE-ENCODING',
      `the encoding is ${JSON.stringify(name)}, which is no known one`,
      'Use utf-8, utf-16le, utf-16be or windows-1252',
      { means: [{ option: 'encoding' }] },
    )
  }
}

function byMark(head: Uint8Array): Encoding | undefined {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { name: 'utf-8', evidence: 'the file starts with the UTF-8 byte order mark', assumed: false }
  if (startsWith(head, [0xff, 0xfe])) return { name: 'utf-16le', evidence: 'the file starts with the UTF-16 byte order mark FF FE', assumed: false }
  if (startsWith(head, [0xfe, 0xff])) return { name: 'utf-16be', evidence: 'the file starts with the UTF-16 byte order mark FE FF', assumed: false }
  return undefined
}

function byNulPattern(file: string, head: Uint8Array): Encoding | undefined {
  const nuls = [0, 0]
  for (let i = 0; i < head.length; i++) if (head[i] === 0) nuls[i & 1]++
  if (nuls[0] + nuls[1] === 0) return undefined
  const mostly = 0.4 * (head.length / 2)
  if (nuls[1] > mostly && nuls[0] < 0.1 * nuls[1])
    return { name: 'utf-16le', evidence: `every other byte is 0 (the second of a pair, ${nuls[1]} of them)`, assumed: false }
  if (nuls[0] > mostly && nuls[1] < 0.1 * nuls[0])
    return { name: 'utf-16be', evidence: `every other byte is 0 (the first of a pair, ${nuls[0]} of them)`, assumed: false }
  throw new Problem(
    'ACM-DATA-BINARY',
    `${file} is no text: it holds ${nuls[0] + nuls[1]} NUL bytes in its first ${head.length}`,
    'Give a text file with one row a line (CSV).',
    { where: file },
  )
}

/** The text of valid UTF-8, else undefined. */
function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A character cut in two at the end of the head is no error. */
function headText(head: Uint8Array): string | undefined {
  for (let cut = 0; cut < 4 && cut <= head.length; cut++) {
    const text = utf8Text(head.subarray(0, head.length - cut))
    if (text !== undefined) return text
  }
  return undefined
}

function byValidity(head: Uint8Array): Encoding {
  const text = headText(head)
  // In UTF-8 a character that is not ASCII takes more bytes than the text has code units.
  if (text?.length === head.length)
    return { name: 'utf-8', evidence: `the first ${head.length} bytes are plain ASCII, which every likely encoding shares`, assumed: true }
  if (text !== undefined) return { name: 'utf-8', evidence: `the first ${head.length} bytes are valid UTF-8`, assumed: false }
  const offset = head.findIndex((byte) => byte > 0x7f)
  const evidence = `the bytes are not valid UTF-8 (the first byte above 0x7f is 0x${head[offset].toString(16)} at offset ${offset})`
  return { name: 'windows-1252', evidence, assumed: true }
}
