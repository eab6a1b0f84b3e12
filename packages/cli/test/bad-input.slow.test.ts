import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResultJson } from '@acm/monitor/formats'
import { describe, expect, test } from 'vitest'
import { acm, file, filesIn, folder, plainHistory, timeOf, waves } from './acm.ts'

const rows = 400

interface Analysed {
  readonly code: number | null
  readonly stderr: string
  readonly result: ResultJson
  /** What the run left in its folder. */
  readonly left: readonly string[]
}

async function analyse(path: string, ...flags: string[]): Promise<Analysed> {
  const cwd = folder()
  const { code, stdout, stderr } = await acm(['analyze', path, '--json', ...flags], { cwd })
  return { code, stderr, result: stdout && JSON.parse(stdout), left: filesIn(cwd) }
}

/** A run that fails says what and how to cure it, prints no result and no stack trace, and leaves nothing. */
async function expectRefusal(path: string, code: number, problem: RegExp, ...flags: string[]): Promise<string> {
  const analysed = await analyse(path, ...flags)
  expect(analysed).toMatchObject({ code, result: '', left: [] })
  expect(analysed.stderr).toMatch(problem)
  expect(analysed.stderr).toMatch(/^ {2}cure: \S/m)
  expect(analysed.stderr).not.toMatch(/^\s+at /m)
  return analysed.stderr
}

const whole = plainHistory(rows)
const lines = whole.trimEnd().split('\n')

describe('files that are no history are refused with 3', () => {
  test.each([
    ['an empty file', '', /ACM-DATA-EMPTY/],
    ['a file of blank lines', '\n\n\n', /ACM-DATA-/],
    ['a header only', `${lines[0]}\n`, /ACM-DATA-NO-ROWS/],
    ['one column', 'flow\n1\n2\n3\n4\n', /ACM-DATA-/],
    ['no time column', `a,b\n${Array.from({ length: 50 }, (_, i) => `${(i * 7.3) % 11},${(i * 3.1) % 5}`).join('\n')}\n`, /ACM-DATA-NO-TIME/],
    ['one endless line', `time,flow\n${'x'.repeat(40_000_000)}`, /ACM-DATA-/],
    ['a binary file', Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 3)) & 255), /ACM-DATA-/],
    ['constant sensors only', plainHistory(rows, () => [1, 2, 3]), /ACM-DATA-/],
    ['no values at all', plainHistory(rows, () => ['NaN', 'NaN', 'NaN']), /ACM-DATA-/],
    ['nothing but infinities', plainHistory(rows, () => ['Inf', '-Inf', 'inf']), /ACM-DATA-/],
    ['fewer rows than a window', plainHistory(5), /ACM-DATA-/],
    ['a single row', plainHistory(1), /ACM-DATA-/],
  ])('%s', (_, content, problem) => expectRefusal(file(content), 3, problem))
})

test('a training date that leaves nothing to learn from is refused with 3', () =>
  expectRefusal(file(whole), 3, /ACM-DATA-FEW-ROWS/, '--train-until', '2024-03-01T00:10'))

describe('files that cannot be had are refused with 4', () => {
  test('a missing file', () => expectRefusal(join(folder(), 'nowhere.csv'), 4, /ACM-SOURCE-MISSING.*nowhere\.csv/))
  test('a directory', () => expectRefusal(folder(), 4, /ACM-SOURCE-DIRECTORY/))
  test('a missing baseline', () => expectRefusal(file(whole), 4, /ACM-SOURCE-MISSING.*baseline\.csv/, '--train', 'baseline.csv'))
})

describe('files with flaws are analysed, and the flaws told', () => {
  test('a column of text is set aside', async () => {
    const { code, result } = await analyse(
      file(plainHistory(rows, (row) => [...waves(row), 'running'], ['flow', 'pressure', 'temperature', 'state'])),
    )
    expect(code).toBe(0)
    expect(result.source.setAside).toEqual([{ sensor: 'state', reason: expect.any(String) }])
    expect(result.source.sensors).toBe(3)
  })

  test('ragged rows are rejected and counted', async () => {
    const ragged = lines.map((line, i) => (i === 100 ? `${line},9,9` : i === 200 ? line.split(',')[0] : line))
    const { code, result } = await analyse(file(`${ragged.join('\n')}\n`))
    expect(code).toBe(0)
    expect(result.source.rejectedRows).toBe(2)
    expect(result.source.rows).toBe(rows - 2)
  })

  test('unsorted and repeated times give the scores of the sorted rows, the last of those alike', async () => {
    const stale = [50, 60, 370].map((row) => `${timeOf(row)},0,0,0`)
    const shuffled = lines.slice(1).map((_, i, all) => all[(i * 7) % all.length])
    const [clean, messy] = [join(folder(), 'clean.csv'), join(folder(), 'messy.csv')]
    await analyse(file(whole), '--scores', clean)
    const { code, result } = await analyse(file(`${[lines[0], ...stale, ...shuffled].join('\n')}\n`), '--scores', messy)
    expect(code).toBe(0)
    expect(result.source.rows).toBe(rows)
    expect(readFileSync(messy, 'utf8')).toBe(readFileSync(clean, 'utf8'))
  })

  test('infinite cells are missing ones', async () => {
    const holed = (hole: string) => plainHistory(rows, (row) => (row % 50 === 7 ? [hole, ...waves(row).slice(1)] : waves(row)))
    const [infinite, empty] = await Promise.all([analyse(file(holed('-Inf'))), analyse(file(holed('')))])
    expect(infinite.code).toBe(0)
    expect(infinite.result.resultHash).toBe(empty.result.resultHash)
  })

  test('1e308 is a number like any other', async () => {
    const { code, result } = await analyse(file(plainHistory(rows, (row) => [...waves(row).slice(0, 2), row === 390 ? '1e308' : waves(row)[2]])))
    expect(code).toBe(0)
    expect(result.health.value).toBeGreaterThanOrEqual(0)
    expect(result.episodes.every(({ peak }) => Number.isFinite(peak))).toBe(true)
  })

  test('a whole sensor near 1e308 breaks nothing', async () => {
    const { code, result } = await analyse(file(plainHistory(rows, (row) => [...waves(row).slice(0, 2), `${1 + (row % 7) / 10}e308`])))
    expect(code).toBe(0)
    expect(result.health.value).toBeGreaterThanOrEqual(0)
  })
})

describe('usage is refused with 2', () => {
  test('an unknown flag names the nearest', () =>
    expectRefusal('x.csv', 2, /ACM-USAGE-UNKNOWN-FLAG.*--ignor\n {2}cure: did you mean --ignore\?/, '--ignor', 'x'))
  test('an unknown column in --ignore names the nearest', async () => {
    expect(await expectRefusal(file(whole), 2, /ACM-USAGE-UNKNOWN-SENSOR/, '--ignore', 'presure')).toMatch(/cure:.*pressure/)
  })
  test('an unknown column in --sensors names the nearest', async () => {
    expect(await expectRefusal(file(whole), 2, /ACM-USAGE-UNKNOWN-SENSOR/, '--sensors', 'flow,temprature')).toMatch(/cure:.*temperature/)
  })
  test('an unknown time column', () => expectRefusal(file(whole), 2, /ACM-USAGE-.*clock/, '--time', 'clock'))
  test('more training rows than there are', () => expectRefusal(file(whole), 2, /ACM-USAGE-/, '--train-rows', '4000'))
  test('two ways to train', () =>
    expectRefusal('x.csv', 2, /--train-rows and --train-until exclude each other/, '--train-rows', '9', '--train-until', '2024-01-01'))
  test('a result over the file that is read', () => expectRefusal('x.csv', 2, /ACM-USAGE-SAME-FILE/, '--report', './x.csv'))
  test('a forced backend that is not there', async () => {
    const { code, stderr } = await acm(['analyze', file(whole)], { env: { ACM_BACKEND: 'gpu' } })
    expect(code).toBe(2)
    expect(stderr).toContain('ACM-USAGE-VALUE: ACM_BACKEND was "gpu"; allowed are auto')
  })
})
