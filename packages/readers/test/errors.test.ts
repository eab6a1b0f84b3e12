import { appendFileSync, globSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '@acm/contract'
import { describe, expect, it } from 'vitest'
import type { ReadOptions } from '../dist/index.js'
import { fileOf, inspectFile, readFile, temporaryDirectory } from './temporary-file.ts'

const errorOf = async (path: string, options?: ReadOptions): Promise<Problem> => {
  const error = await readFile(path, options).then(
    () => {
      throw new Error('it was read without an error')
    },
    (problem: unknown) => problem,
  )
  if (!(error instanceof Problem)) throw error
  return error
}

const rows = Array.from({ length: 30 }, (_, i) => `2020-01-01 00:${String(i).padStart(2, '0')}`)

const content: readonly [string, string | Uint8Array, string, RegExp][] = [
  ['an empty file', '', 'ACM-DATA-EMPTY', /is empty/],
  ['blank lines alone', '\n \n\n', 'ACM-DATA-EMPTY', /is empty/],
  ['a byte order mark alone', '\uFEFF', 'ACM-DATA-EMPTY', /is empty/],
  ['a header alone', 'time,a,b\n', 'ACM-DATA-NO-ROWS', /header and no row/],
  ['five header rows alone', 'Point Name,a\nDescription,b\nUnits,C\n', 'ACM-DATA-NO-TIME', /none of the 2 columns/],
  ['one column', 'a\n1\n2\n3\n4\n', 'ACM-DATA-ONE-COLUMN', /do not fall into columns/],
  ['prose', 'Dear colleague\nplease find the data\nin the other file\nas always\nregards\n', 'ACM-DATA-ONE-COLUMN', /"Dear colleague"/],
  ['columns separated by spaces', '1.0   2.0   3.0\n4.0   5.0   6.0\n', 'ACM-DATA-ONE-COLUMN', /do not fall into columns/],
  ['no times', 'a,b\n1,2\n3,4\n', 'ACM-DATA-NO-TIME', /none of the 2 columns/],
  ['relative times', 'time,b\n0,2\n1,4\n2,4\n', 'ACM-DATA-NO-TIME', /none of the 2 columns/],
  ['text alone', `time,a\n${rows.map((time) => `${time},on\n`).join('')}`, 'ACM-DATA-NO-NUMBERS', /"on"/],
  ['times alone beside nothing', `time,a\n${rows.map((time) => `${time},\n`).join('')}`, 'ACM-DATA-NO-NUMBERS', /"a": every cell is empty/],
  ['two columns of one name', 'time,TI 1,b, TI 1\n2020-01-01,1,2,3\n', 'ACM-DATA-DUPLICATE-NAME', /columns 2 and 4 are both named "TI 1"/],
  [
    'a header with fewer names than columns',
    'time,a\n2020-01-01,1,2\n2020-01-02,1,2\n',
    'ACM-DATA-HEADER',
    /header has 2 cells and the rows below have 3/,
  ],
  ['a ZIP archive', Buffer.from('PK\x03\x04rest of it'), 'ACM-DATA-BINARY', /ZIP/],
  ['a gzip file', Buffer.from([0x1f, 0x8b, 8, 0, 0]), 'ACM-DATA-BINARY', /gzip/],
  ['a Parquet file', Buffer.from('PAR1....'), 'ACM-DATA-PARQUET', /Parquet/],
  ['random bytes', Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 7 + (i >> 3)) & 255), 'ACM-DATA-BINARY', /NUL bytes/],
  ['an endless first line', '1,'.repeat(1_200_000), 'ACM-DATA-ENDLESS-LINE', /line 1 does not end/],
  ['an endless later line', `time,a\n2020-01-01,1\n${'1'.repeat(3_000_000)}`, 'ACM-DATA-ENDLESS-LINE', /line 3 does not end/],
]

describe('content that is no history', () => {
  it.each(content)('%s', async (_, bytes, code, message) => {
    const path = fileOf(bytes)
    const error = await errorOf(path)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.cure).not.toBe('')
    expect(error.where).toContain(path)
    await expect(inspectFile(path)).rejects.toMatchObject({ code })
  })
})

it('rows without a number are a history without sensors for who knows them from elsewhere', async () => {
  const path = fileOf(`time,a,b\n${rows.map((time) => `${time},,Bad\n`).join('')}`)
  const history = await readFile(path, { mayHoldNoNumber: true })
  expect({ rows: history.rows, sensors: history.sensors, aside: history.setAside.map(({ sensor }) => sensor) }).toEqual({
    rows: 30,
    sensors: [],
    aside: ['a', 'b'],
  })
  expect((await errorOf(path)).code).toBe('ACM-DATA-NO-NUMBERS')
})

describe('a file that cannot be had', () => {
  it.each([
    ['missing', () => join(temporaryDirectory, 'nowhere.csv'), 'ACM-SOURCE-MISSING'],
    ['below a file', () => join(fileOf('x'), 'nowhere.csv'), 'ACM-SOURCE-MISSING'],
    ['a name too long', () => join(temporaryDirectory, 'x'.repeat(5000)), 'ACM-SOURCE-UNREADABLE'],
  ])('%s', async (_, path, code) => expect((await errorOf(path())).code).toBe(code))

  it('a directory', async () => {
    const path = join(temporaryDirectory, 'folder')
    mkdirSync(path)
    expect(await errorOf(path)).toMatchObject({ code: 'ACM-SOURCE-DIRECTORY', where: path })
  })
})

describe('a file that changes while it is read', () => {
  const long = `ts,a\n${Array.from({ length: 100_000 }, (_, i) => `${1_600_000_000 + i},${i}\n`).join('')}`

  const changing = (change: () => void): ReadOptions => {
    let changed = false
    return {
      progress: () => {
        if (!changed) {
          changed = true
          change()
        }
      },
    }
  }

  it('grows', async () => {
    const path = fileOf(long)
    expect(
      (
        await errorOf(
          path,
          changing(() => appendFileSync(path, '1600200000,1\n')),
        )
      ).code,
    ).toBe('ACM-DATA-CHANGED')
  })

  it('shrinks', async () => {
    const path = fileOf(long)
    expect(
      (
        await errorOf(
          path,
          changing(() => truncateSync(path, 400_000)),
        )
      ).code,
    ).toBe('ACM-DATA-CHANGED')
  })
})

it('ends with ACM-INTERRUPTED when cancelled, whether at once or on the way', async () => {
  const path = fileOf(`ts,a\n${Array.from({ length: 200_000 }, (_, i) => `${1_600_000_000 + i},${i}\n`).join('')}`)
  expect((await errorOf(path, { cancelled: () => true })).code).toBe('ACM-INTERRUPTED')
  let done = 0
  expect(
    (
      await errorOf(path, {
        progress: (bytes) => {
          done = bytes
        },
        cancelled: () => done > 1e6,
      })
    ).code,
  ).toBe('ACM-INTERRUPTED')
  expect(done).toBeGreaterThan(1e6)
  expect(done).toBeLessThan(2e6)
})

describe('an option that cannot be', () => {
  const path = fileOf('time,a\n2020-01-01,1\n2020-01-02,2\n')
  it.each<[ReadOptions, string, RegExp, string]>([
    [{ delimiter: ';;' }, 'ACM-USAGE-DELIMITER', /^the delimiter is ";;"/, 'delimiter'],
    [{ delimiter: '"' }, 'ACM-USAGE-DELIMITER', /one character/, 'delimiter'],
    [{ delimiter: ';' }, 'ACM-DATA-ONE-COLUMN', /tried ";"/, 'delimiter'],
    [{ decimal: '·' as '.' }, 'ACM-USAGE-DECIMAL', /^the decimal mark is "·"/, 'decimal'],
    [{ encoding: 'klingon' }, 'ACM-USAGE-ENCODING', /^the encoding is "klingon"/, 'encoding'],
    [{ time: 'zeit' }, 'ACM-USAGE-TIME', /^the time column is "zeit"/, 'time'],
    [{ time: 3 }, 'ACM-USAGE-TIME', /3/, 'time'],
    [{ time: 'cycle', counts: true }, 'ACM-USAGE-TIME', /^the column of counts is "cycle"/, 'time'],
    [{ time: 'a' }, 'ACM-DATA-NO-TIME', /column 2 \("a"\) holds no times; its first cell is "1"/, 'time'],
    [{ timeZone: 'Europe/Berlinn' }, 'ACM-USAGE-TIME-ZONE', /^the time zone is "Europe\/Berlinn"/, 'timeZone'],
    [{ query: 'select 1' }, 'ACM-USAGE-QUERY', /^a query was given/, 'query'],
  ])('%j', async (options, code, message, option) => {
    const error = await errorOf(path, options)
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), means: [{ option }] })
  })
})

it('no sentence says how one face does it', () => {
  const source = join(import.meta.dirname, '../src')
  for (const file of globSync('**/*.ts', { cwd: source })) expect(readFileSync(join(source, file), 'utf8'), file).not.toMatch(/--[a-z]|\bacm [a-z]/)
})
