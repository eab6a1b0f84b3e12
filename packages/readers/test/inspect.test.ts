import { expect, it } from 'vitest'
import { fileOf, inspectFile } from './temporary-file.ts'

const rows = Array.from({ length: 40 }, (_, i) => `${(i % 28) + 1}.${i < 28 ? 1 : 2}.2021 08:00;${i},5;${i % 4 === 0 ? 'Bad' : i};ok\n`).join('')
const messy = `# line 4\nZeit;Druck;Temp;Zustand\n;bar;°C;\n${rows}nonsense\n13.2.2021 08:00;x;;ok\n`

it('says what it understood, with the evidence and the option that overrides it', async () => {
  const path = fileOf(Buffer.from(messy, 'latin1'))
  const inspection = await inspectFile(path)
  const decision = (what: string) => inspection.decisions.find((each) => each.what === what)
  expect(decision('encoding')).toMatchObject({ value: 'windows-1252', options: ['encoding'], evidence: expect.stringContaining('0xb0') })
  expect(decision('delimiter')).toMatchObject({
    value: ';',
    options: ['delimiter'],
    evidence: expect.stringMatching(/43 of the first 44 lines into 4 cells/),
  })
  expect(decision('decimal mark')).toMatchObject({ value: ',', options: ['decimal'], evidence: 'line 4, column "Druck" holds "0,5"' })
  expect(decision('time column')).toMatchObject({
    value: '"Zeit" (column 1)',
    options: ['time'],
    evidence: expect.stringContaining('its name says so'),
  })
  expect(decision('time format')).toMatchObject({
    value: 'date, day first, wall clock, no time zone',
    options: ['monthFirst'],
    evidence: expect.stringContaining('line 16 has 13 in the first place ("13.1.2021 08:00")'),
  })
  expect(inspection).toMatchObject({
    file: path,
    bytes: Buffer.from(messy, 'latin1').length,
    comments: [{ line: 1, text: '# line 4' }],
    headerRows: [
      { line: 2, role: 'names' },
      { line: 3, role: 'units' },
    ],
    rows: 41,
    first: Date.UTC(2021, 0, 1, 8),
    last: Date.UTC(2021, 1, 13, 8),
    zoned: false,
    cadence: { seconds: 86_400, backward: 0, repeated: 0 },
    setAside: [{ sensor: 'Zustand' }],
    rejectedRows: 1,
    rejectedCells: 1,
    rejected: [
      { line: 44, cell: 'nonsense' },
      { line: 45, cell: 'x' },
    ],
    missingTexts: [
      { text: 'Bad', cells: 10 },
      { text: '', cells: 1 },
    ],
  })
  expect(inspection.sensors).toEqual([
    { name: 'Druck', unit: 'bar', column: 2, missing: 0, rejectedCells: 1, min: 0.5, max: 39.5 },
    { name: 'Temp', unit: '°C', column: 3, missing: 11, rejectedCells: 0, min: 1, max: 39 },
  ])
})

it('says what was given', async () => {
  const path = fileOf('a;b;c\n03/04/2021;1,5;2\n04/04/2021;1,5;2\n')
  const { decisions } = await inspectFile(path, { delimiter: ';', decimal: ',', encoding: 'utf-8', dayFirst: true, time: 'a' })
  expect(decisions.map(({ evidence }) => evidence)).toEqual(['given', 'given', 'given', expect.stringMatching(/^given; 2 of 2/), 'given'])
  expect(decisions.every(({ assumed }) => !assumed)).toBe(true)
})

it('says when counts since 1970 are the time', async () => {
  const { decisions, zoned } = await inspectFile(fileOf('ts,a\n1600000000000,1\n1600000060000,2\n'))
  expect(decisions.find(({ what }) => what === 'time format')).toMatchObject({ value: 'milliseconds since 1970-01-01 UTC', assumed: false })
  expect(zoned).toBe(true)
})

it('counts steps that run backward and times that repeat', async () => {
  const { cadence } = await inspectFile(fileOf('ts,a\n1600000000,1\n1600000060,2\n1600000060,3\n1600000000,4\n1600000060,5\n'))
  expect(cadence).toEqual({ seconds: 60, share: 0.5, backward: 1, repeated: 1 })
})
