import { describe, expect, it } from 'vitest'
import type { CsvHistory, ReadOptions } from '../dist/index.js'
import { fileOf, readFile } from './temporary-file.ts'

const columnsOf = ({ sensors, values, rows }: CsvHistory) =>
  Object.fromEntries(sensors.map(({ name }, i) => [name, [...values.subarray(i * rows, (i + 1) * rows)]]))
const read = (content: string | Uint8Array, options?: ReadOptions) => readFile(fileOf(content), options)

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const plain = 'time,a,b\n2020-01-01 00:00,1,2.5\n2020-01-01 01:00,3,-4\n'
const expected = { a: [1, 3], b: [2.5, -4] }

const sameTable: readonly [string, string | Uint8Array, ReadOptions?][] = [
  ['commas', plain],
  ['semicolons', plain.replaceAll(',', ';')],
  ['tabs', plain.replaceAll(',', '\t')],
  ['bars', plain.replaceAll(',', '|')],
  ['a delimiter of one’s own', plain.replaceAll(',', '~'), { delimiter: '~' }],
  ['semicolons and decimal commas', plain.replaceAll(',', ';').replaceAll('.', ',')],
  ['tabs and decimal commas', plain.replaceAll(',', '\t').replaceAll('.', ',')],
  ['commas and quoted decimal commas', 'time,a,b\n2020-01-01 00:00,1,"2,5"\n2020-01-01 01:00,3,-4\n'],
  ['every cell quoted', plain.replaceAll(/[^,\n]+/g, '"$&"')],
  ['Windows line ends', plain.replaceAll('\n', '\r\n')],
  ['quoted cells with Windows line ends', plain.replaceAll(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')],
  ['mixed line ends', 'time,a,b\r\n2020-01-01 00:00,1,"2.5"\n2020-01-01 01:00,3,"-4"\r\n'],
  ['old Macintosh line ends', plain.replaceAll('\n', '\r')],
  ['no newline at the end', plain.trimEnd()],
  ['blank lines between and after', plain.replaceAll('\n', '\n\n')],
  ['a delimiter at the end of every line', plain.replaceAll('\n', ',\n')],
  ['a delimiter at the end of the rows only', 'time,a,b\n2020-01-01 00:00,1,2.5,\n2020-01-01 01:00,3,-4,\n'],
  ['spaces around the cells', plain.replaceAll(',', ' , ')],
  ['a UTF-8 byte order mark', `\uFEFF${plain}`],
  ['a UTF-8 byte order mark and quotes', `\uFEFF${plain.replaceAll(/[^,\n]+/g, '"$&"')}`],
  ['UTF-16 little-endian with its mark', Buffer.from(`\uFEFF${plain}`, 'utf16le')],
  ['UTF-16 big-endian with its mark', utf16be(`\uFEFF${plain}`)],
  ['UTF-16 little-endian without a mark', Buffer.from(plain, 'utf16le')],
  ['UTF-16 big-endian without a mark', utf16be(plain)],
  ['comment lines above the header', `# exported by hand\n# zone: plant\n${plain}`],
  ['a title and a blank line above the header', `Report of unit 4\n\n${plain}`],
  ['Excel’s hint of the separator', `sep=;\n${plain.replaceAll(',', ';')}`],
  ['a header behind a comment sign', `# ${plain}`],
  ['spaces around the names', plain.replace('a,b', ' a ,  b  ')],
  ['the time in the last column', 'a,b,time\n1,2.5,2020-01-01 00:00\n3,-4,2020-01-01 01:00\n'],
  ['date and time of day in two columns', 'Date,Time,a,b\n2020-01-01,00:00,1,2.5\n2020-01-01,01:00,3,-4\n'],
]

describe('the same table however it is written', () => {
  it.each(sameTable)('%s', async (_, content, options) => {
    const history = await read(content, options)
    expect(columnsOf(history)).toEqual(expected)
    expect([...history.time]).toEqual([Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1, 1)])
    expect(history).toMatchObject({ rows: 2, zoned: false, rejectedRows: 0, rejectedCells: 0, rejected: [], setAside: [] })
  })
})

it('reads windows-1252 where the bytes are no UTF-8', async () => {
  const { sensors } = await read(Buffer.from('time;T [°C]\n1.2.2020 10:00;5\n', 'latin1'))
  expect(sensors).toEqual([{ name: 'T [°C]', unit: '°C' }])
})

describe('header rows', () => {
  it('takes names, descriptions and units from five rows', async () => {
    const { sensors, rows } = await read(
      'Point Name,P.1,P.2\nDescription,MOTOR CURRENT,BRNG TEMP\nExtended Name,,\nExtended Description,,\nUnits,A,C\n01/13/2017 01:00,1,2\n01/13/2017 02:00,3,4\n',
    )
    expect(rows).toBe(2)
    expect(sensors).toEqual([
      { name: 'P.1', description: 'MOTOR CURRENT', unit: 'A' },
      { name: 'P.2', description: 'BRNG TEMP', unit: 'C' },
    ])
  })

  it('tells units from descriptions by their look where no label does', async () => {
    const { sensors } = await read('time;P1;T1\n;Discharge pressure;Bearing temperature\n;bar;°C\n2020-01-01 00:00;1;2\n')
    expect(sensors).toEqual([
      { name: 'P1', description: 'Discharge pressure', unit: 'bar' },
      { name: 'T1', description: 'Bearing temperature', unit: '°C' },
    ])
  })

  it('names columns by their number where there is no header', async () => {
    expect(columnsOf(await read('2020-01-01 00:00,1,2\n2020-01-01 01:00,3,4\n'))).toEqual({ c2: [1, 3], c3: [2, 4] })
    expect(columnsOf(await read('1577836800,1,2\n1577836860,3,4\n'))).toEqual({ c2: [1, 3], c3: [2, 4] })
  })

  it('takes numbers for names where they stand above a time column', async () => {
    expect(columnsOf(await read('time,1,2\n2020-01-01 00:00,5,6\n'))).toEqual({ 1: [5], 2: [6] })
  })

  it('reads names with delimiters, quotes and line breaks in quotes, and counts their lines', async () => {
    const history = await read('time,"a, ""big"" one","two\nlines"\n2020-01-01 00:00,1,2\nx,3,4\n')
    expect(history.sensors.map(({ name }) => name)).toEqual(['a, "big" one', 'two\nlines'])
    expect(history.rejected[0]).toMatchObject({ line: 4, cell: 'x' })
  })

  it('takes a unit from brackets in a name, and from parentheses only where it is one', async () => {
    const { sensors } = await read('time;P [hPa];Q (m3/h);R (left)\n2020-01-01 00:00;1;2;3\n')
    expect(sensors.map(({ unit }) => unit)).toEqual(['hPa', 'm3/h', undefined])
  })
})

describe('cells', () => {
  const one = async (cell: string, options?: ReadOptions) =>
    columnsOf(await read(`time;a;b\n2020-01-01 00:00;${cell};1\n2020-01-01 01:00;7;1\n2020-01-01 02:00;8;1\n`, options)).a[0]

  const missing = [
    '',
    ' ',
    'NaN',
    'nan',
    '-nan',
    'NA',
    'N/A',
    'null',
    'NULL',
    'None',
    'Bad',
    'BAD',
    'Bad Input',
    'No Data',
    'I/O Timeout',
    'Shutdown',
    '?',
    '-',
    '#N/A',
    '1.#QNAN',
    'Inf',
    '-Inf',
    '+inf',
    '±Inf',
    'Infinity',
    '[-11059] No Good Data For Calculation',
    '"NaN"',
    '""',
  ]
  it.each(missing)('%j says that there is no value', async (cell) => {
    const history = await read(`time;a\n2020-01-01 00:00;${cell}\n2020-01-01 01:00;7\n`)
    expect(columnsOf(history).a).toEqual([Number.NaN, 7])
    expect(history).toMatchObject({ rows: 2, rejectedRows: 0, rejectedCells: 0, rejected: [] })
  })

  const numbers: readonly [string, number][] = [
    ['1e308', 1e308],
    ['-1E-5', -1e-5],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['-0', -0],
    ['007', 7],
    ['9007199254740993', 9007199254740992],
    ['0.1234567890123456789', 0.12345678901234568],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['5e-324', 5e-324],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['" 2.5 "', 2.5],
    ['1234567.891', 1234567.891],
    ['0.000000000000000000000000125', 1.25e-25],
  ]
  it.each(numbers)('%s is a number', async (cell, value) => expect(await one(cell)).toBe(value))

  it.each(['0x10', '1e999', '12 kW', '1,234', 'abc', '1.2.3', '--5', '1e', 'ON'])(
    '%s is none: missing, counted and shown, its row kept',
    async (cell) => {
      const history = await read(`time;a\n2020-01-01 00:00;1.5\n2020-01-01 01:00;${cell}\n2020-01-01 02:00;2.5\n`)
      expect(columnsOf(history).a).toEqual([1.5, Number.NaN, 2.5])
      expect(history).toMatchObject({
        rows: 3,
        rejectedRows: 0,
        rejectedCells: 1,
        rejected: [{ line: 3, cell, reason: expect.stringContaining('"a"') }],
      })
    },
  )

  it('drops thousands separators only where some cell proves them', async () => {
    const rows = (...cells: string[]) => `time;a\n${cells.map((cell, i) => `2020-01-01 0${i}:00;${cell}\n`).join('')}`
    expect(columnsOf(await read(rows('1,234.5', '1,234', '7'))).a).toEqual([1234.5, 1234, 7])
    expect(columnsOf(await read(rows('1.234,5', '1.234', '7'))).a).toEqual([1234.5, 1234, 7])
    expect(columnsOf(await read(rows('1.234.567', '1.234', '7,5'))).a).toEqual([1234567, 1234, 7.5])
    expect(columnsOf(await read(rows('1.234', '7', '8'))).a).toEqual([1.234, 7, 8])
  })

  it('settles the decimal mark by the first one met where the head has none', async () => {
    const head = Array.from({ length: 60_000 }, (_, i) => `${1_600_000_000 + i};${i};1\n`).join('')
    const { a } = columnsOf(await read(`ts;a;b\n${head}1600090000;1,5;2\n`))
    expect(a.at(-1)).toBe(1.5)
  })

  it('obeys the decimal mark it is given', async () => {
    expect(await one('1,5', { decimal: ',' })).toBe(1.5)
    const history = await read('time;a;b\n2020-01-01 00:00;1,5;1\n2020-01-01 01:00;7;1\n2020-01-01 02:00;8;1\n', { decimal: '.' })
    expect(history.rejectedCells).toBe(1)
  })
})

describe('columns that are no sensors are set aside with the reason', () => {
  it('text, empty, and a count of the rows without a name', async () => {
    const history = await read(',time,a,state,empty\n0,2020-01-01 00:00,1,running,\n1,2020-01-01 01:00,2,stopped,\n2,2020-01-01 02:00,3,5,\n')
    expect(history.sensors.map(({ name }) => name)).toEqual(['a'])
    expect(history.setAside).toEqual([
      { sensor: 'c1', reason: expect.stringContaining('counts the rows') },
      { sensor: 'state', reason: expect.stringContaining('"running"') },
      { sensor: 'empty', reason: expect.stringContaining('every cell is empty') },
    ])
    expect(history).toMatchObject({ rejectedCells: 0, rejected: [] })
  })

  it('keeps a column in which exactly half of the cells are numbers', async () => {
    const history = await read('time,a\n2020-01-01 00:00,1\n2020-01-01 01:00,on\n2020-01-01 02:00,NaN\n')
    expect(history).toMatchObject({ setAside: [], rejectedCells: 1 })
  })
})

describe('a bad row is counted and shown', () => {
  const bad: readonly [string, string, string][] = [
    ['too few cells', '2020-01-01 01:00,3', 'has 2 cells where the table has 3 columns'],
    ['too many cells', '2020-01-01 01:00,3,4,5', 'has 4 cells where the table has 3 columns'],
    ['one cell', 'end of report', 'has 1 cell where'],
    ['no time', ',3,4', 'the time is empty'],
    ['a time that is none', 'yesterday,3,4', 'the time is not a date'],
    ['a day that does not exist', '2021-02-29 00:00,3,4', 'does not exist'],
    ['an hour that does not exist', '2020-01-01 25:00,3,4', 'does not exist'],
    ['text after a closing quote', '2020-01-01 01:00,"3"x,4', 'text stands after a closing quote'],
    ['a time zone where the others have none', '2020-01-01 01:00Z,3,4', 'time zone'],
    ['a repeated header', 'time,a,b', 'the time is not a date'],
  ]
  it.each(bad)('%s', async (_, row, reason) => {
    const history = await read(`time,a,b\n2020-01-01 00:00,1,2\n${row}\n2020-01-01 02:00,5,6\n`)
    expect(columnsOf(history)).toEqual({ a: [1, 5], b: [2, 6] })
    expect(history).toMatchObject({ rows: 2, rejectedRows: 1 })
    expect(history.rejected).toEqual([{ file: history.files[0], line: 3, reason: expect.stringContaining(reason), cell: expect.any(String) }])
  })

  it('costs only its line where a quote is never closed', async () => {
    const history = await read('time,a,b\n2020-01-01 00:00,1,2\n2020-01-01 01:00,"3,4\n2020-01-01 02:00,5,6\n2020-01-01 03:00,7,8\n')
    expect(columnsOf(history)).toEqual({ a: [1, 5, 7], b: [2, 6, 8] })
    expect(history.rejected).toMatchObject([{ line: 3, reason: expect.stringContaining('never closed') }])
  })

  it('costs only its line where a quote is never closed in a long file', async () => {
    const rows = (from: number, count: number) => Array.from({ length: count }, (_, i) => `${1_600_000_000 + from + i},${i},0.5\n`).join('')
    const history = await read(`ts,a,b\n${rows(0, 100_000)}1600100000,"3,4\n${rows(100_001, 99_999)}`)
    expect(history).toMatchObject({ rows: 199_999, rejectedRows: 1, rejected: [{ line: 100_002 }] })
  })

  it('shows the first eight, cut to 60 characters, and counts them all', async () => {
    const good = Array.from({ length: 100 }, (_, i) => `${1_600_000_000 + i},${i},1\n`).join('')
    const history = await read(`ts,a,b\n${good}${`${'x'.repeat(100)},1\n`.repeat(20)}`)
    expect(history).toMatchObject({ rows: 100, rejectedRows: 20 })
    expect(history.rejected.map(({ line }) => line)).toEqual([102, 103, 104, 105, 106, 107, 108, 109])
    expect(history.rejected[0].cell).toHaveLength(60)
  })

  it('drops a bad first row below the header rather than taking it for one', async () => {
    const history = await read('time,a,b\nBad,1,2\n2020-01-01 00:00,3,4\n2020-01-01 01:00,5,6\n')
    expect(history).toMatchObject({ rows: 2, rejectedRows: 1, rejected: [{ line: 2, cell: 'Bad' }] })
  })
})

it('reads a file of many blocks as it was written, across every block border', async () => {
  const value = (row: number, column: number) => ((row * 31 + column * 17) % 9973) / 100
  const rows = 40_000
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `${row % 7 === 0 ? '"' : ''}${new Date(1.6e12 + row * 6e4).toISOString()}${row % 7 === 0 ? '"' : ''},${value(row, 0)},${value(row, 1)},µ\r\n`,
  )
  const seen: number[] = []
  const content = `time,a,b,text\r\n${lines.join('')}`
  const history = await read(content, { progress: (done, total) => seen.push(done, total) })
  expect(history).toMatchObject({ rows, zoned: true, rejectedRows: 0, setAside: [{ sensor: 'text' }] })
  expect(history.time.every((time, row) => time === 1.6e12 + row * 6e4)).toBe(true)
  expect(history.values.every((each, i) => each === value(i % rows, Math.floor(i / rows)))).toBe(true)
  expect(seen.at(-2)).toBe(Buffer.byteLength(content))
  expect(seen.at(-1)).toBe(Buffer.byteLength(content))
})

it('keeps unsorted and repeated rows in file order', async () => {
  const { time } = await read('ts,a\n1600000002,1\n1600000001,2\n1600000002,3\n')
  expect([...time]).toEqual([1600000002000, 1600000001000, 1600000002000])
})
