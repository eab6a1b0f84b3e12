import { execFileSync, spawn } from 'node:child_process'
import { createReadStream, createWriteStream, openAsBlob, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { blobSource, inspectHistory, readHistory, type Source, streamSource } from '../dist/index.js'
import { fileSource } from '../dist/node/index.js'
import { fileOf, temporaryDirectory } from './temporary-file.ts'

const BLOCK = 256 * 1024
const ROWS = 7000

/** Cells of three bytes each in UTF-8 say there is no value: one that is cut wrongly is told as rejected. The last row is, by its line. */
const table = (padding: number, lineEnd = '\n') => {
  const row = (i: number) => `${new Date(1.6e12 + 6e4 * i).toISOString()};${i},5;${i % 2 ? '∞' : i};${i % 2 ? i : '∞'}`
  return [`# ${'-'.repeat(padding)}`, 'Zeit;Öl [°C];µ;Ω', ...Array.from({ length: ROWS }, (_, i) => row(i)), 'end;1;2;3', ''].join(lineEnd)
}

/** The first of tables with longer and longer comments in which a character or line end lies across the end of the first block. */
function cutAt(lies: (bytes: Uint8Array) => boolean, bytesOf: (padding: number) => Uint8Array): Uint8Array {
  for (let padding = 0; padding < 200; padding++) if (lies(bytesOf(padding))) return bytesOf(padding)
  throw new Error('nothing lies across the border')
}

const withinCharacter = (bytes: Uint8Array) => (bytes[BLOCK] & 0xc0) === 0x80
const withinLineEnd = (bytes: Uint8Array) => bytes[BLOCK - 1] === 13 && bytes[BLOCK] === 10
const times = Array.from({ length: ROWS }, (_, row) => new Date(1.6e12 + 6e4 * row))

const LAST = ROWS + 3
const contents: readonly [string, Uint8Array, ...number[]][] = [
  ['UTF-8 with a mark, a character across blocks', cutAt(withinCharacter, (padding) => Buffer.from(`\uFEFF${table(padding)}`)), LAST],
  ['UTF-8, a Windows line end across blocks', cutAt(withinLineEnd, (padding) => Buffer.from(table(padding, '\r\n'))), LAST],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${table(3)}`, 'utf16le'), LAST],
  ['UTF-16 big-endian without one', Buffer.from(table(0).replaceAll('∞', '-'), 'utf16le').swap16(), LAST],
  ['windows-1252', Buffer.from('Zeit;T [°C]\n1.2.2020 10:00;5\n', 'latin1')],
  [
    'Parquet',
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'ts', data: times, type: 'TIMESTAMP' },
          { name: 'a', data: times.map((_, row) => Math.sin(row)), type: 'DOUBLE' },
          { name: 'b', data: times.map((_, row) => Math.cos(row)), type: 'DOUBLE' },
          { name: 'c', data: times.map((_, row) => Math.tan(row)), type: 'DOUBLE' },
        ],
      }),
    ),
  ],
]

function* chunks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function* arriving(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* chunks(bytes, size)
}
const webStream = (bytes: Uint8Array, size: number) => {
  const pieces = chunks(bytes, size)
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

describe.each(contents)('%s is the same', (_, bytes, ...lines) => {
  const path = fileOf(bytes)
  const file = fileSource(path).then((source) => readHistory(source))
  test.each<[string, () => Source | Promise<Source>]>([
    ['in a blob', () => blobSource(new Blob([Uint8Array.from(bytes)]), path)],
    ['in a blob of a file', async () => blobSource(await openAsBlob(path), path)],
    ['in a stream of Node', () => streamSource(createReadStream(path), path)],
    ['in a web stream', () => streamSource(webStream(bytes, 10_000), path)],
    ...[1, 7, 65_536, 10_000_000].map((size): [string, () => Source] => [
      `in pieces of ${size} bytes`,
      () => streamSource(arriving(bytes, size), path),
    ]),
  ])('%s', async (_, source) => {
    const history = await readHistory(await source())
    expect(history).toEqual(await file)
    expect(history.rejected.map(({ line }) => line)).toEqual(lines)
  })

  test('and is inspected alike', async () => {
    const inspection = await inspectHistory(await fileSource(path))
    expect(inspection).toMatchObject({ bytes: bytes.length, rejectedCells: 0 })
    expect(await inspectHistory(streamSource(arriving(bytes, 1000), path))).toEqual(inspection)
  })
})

const csv = `ts,a\n${Array.from({ length: 100_000 }, (_, i) => `${1_600_000_000 + i},${i}\n`).join('')}`

describe('a stream', () => {
  test('that breaks off is refused, and not read a second time', async () => {
    const broken = streamSource(
      (async function* () {
        yield Buffer.from(csv)
        throw new Error('connection reset')
      })(),
      'the body',
    )
    const problem = { code: 'ACM-SOURCE-UNREADABLE', where: 'the body' }
    await expect(readHistory(broken)).rejects.toMatchObject({ ...problem, message: 'the body broke off: connection reset' })
    await expect(readHistory(broken)).rejects.toMatchObject({ ...problem, message: 'the body can be read only once' })
  })

  test('of text is refused', async () => {
    const text = streamSource(createReadStream(fileOf(csv), 'utf8'), 'text')
    await expect(readHistory(text)).rejects.toMatchObject({ code: 'ACM-SOURCE-UNREADABLE', message: expect.stringContaining('no bytes') })
  })

  test('is let go when the reading is cancelled', async () => {
    let letGo = false
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(Buffer.from(csv)),
      cancel: () => {
        letGo = true
      },
    })
    let bytes = 0
    const reading = readHistory(streamSource(endless, 'endless'), {
      progress: (done, total) => {
        bytes = done
        expect(total).toBe(0)
      },
      cancelled: () => bytes > 3e6,
    })
    await expect(reading).rejects.toMatchObject({ code: 'ACM-INTERRUPTED' })
    expect(letGo).toBe(true)
  })

  test('is the body of a request, whose answer is the body of a response', async () => {
    const server = createServer((request, response) => {
      readHistory(streamSource(request, 'body')).then(({ rows }) => response.end(`time,rows\n2020-01-01,${rows}\n`))
    }).listen(0)
    const { port } = server.address() as AddressInfo
    const { body } = await fetch(`http://localhost:${port}`, { method: 'POST', body: csv })
    const { values } = await readHistory(streamSource(body as ReadableStream<Uint8Array>, 'answer'))
    expect([...values]).toEqual([100_000])
    server.close()
  })

  test('is standard input', async () => {
    const script = `import { readHistory, streamSource } from '${join(import.meta.dirname, '../dist/index.js')}'
      console.log((await readHistory(streamSource(process.stdin, 'standard input'))).rows)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(csv)
    const output = (await Array.fromAsync(child.stdout)).join('')
    expect(output).toBe('100000\n')
  })
})

test.skipIf(process.platform === 'win32')('a named pipe is read as a file, CSV and Parquet', async () => {
  for (const [i, bytes] of [Buffer.from(csv), contents[5][1]].entries()) {
    const path = join(temporaryDirectory, `pipe${i}`)
    execFileSync('mkfifo', [path])
    const written = pipeline(chunks(bytes, 10_000), createWriteStream(path))
    const { rows } = await readHistory(await fileSource(path))
    expect(rows).toBe(i === 0 ? 100_000 : ROWS)
    await written
  }
})

describe('bytes that are not those any more', () => {
  test('of a blob are refused', async () => {
    const path = fileOf(csv)
    const blob = await openAsBlob(path)
    writeFileSync(path, `${csv}1600200000,1\n`)
    await expect(readHistory(blobSource(blob, path))).rejects.toMatchObject({ code: 'ACM-SOURCE-UNREADABLE', where: path })
  })

  test.each([
    ['longer', (bytes: Uint8Array) => Buffer.concat([bytes, bytes])],
    ['shorter', (bytes: Uint8Array) => bytes.subarray(0, 1000)],
  ])('of a Parquet file are refused: it became %s', async (_, changed) => {
    const path = fileOf(contents[5][1])
    const progress = () => writeFileSync(path, changed(readFileSync(path)))
    await expect(readHistory(await fileSource(path), { progress })).rejects.toMatchObject({ code: 'ACM-DATA-CHANGED', where: path })
  })
})

test('a database in a blob is refused: it is read from a file alone', async () => {
  const path = fileOf('')
  using database = new DatabaseSync(path)
  database.exec('create table reading (at text, flow real)')
  const source = blobSource(await openAsBlob(path), path)
  await expect(readHistory(source)).rejects.toMatchObject({ code: 'ACM-DATA-BINARY', message: expect.stringContaining('SQLite') })
})
