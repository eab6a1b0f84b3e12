import { Problem } from '@acm/contract'
import { describe, expect, test } from 'vitest'
import { nearest } from '../dist/flags/nearest.js'
import { asProblem, exitCodeOf } from '../dist/problem.js'
import { createProgress, progressText } from '../dist/terminal/progress.js'
import { printable, wantsColour } from '../dist/terminal/terminal.js'

function recorded(isTTY: boolean) {
  const written: string[] = []
  let time = 0
  const stream = { isTTY, columns: 40, write: (piece: string) => written.push(piece) }
  const progress = createProgress(stream, () => time)
  return {
    progress,
    at(ms: number) {
      time = ms
      return progress
    },
    text: () => written.join(''),
  }
}

describe('progress', () => {
  test('says nothing in the first half second', () => {
    const { at, progress, text } = recorded(true)
    at(100).update('Reading', 1, 10)
    at(499).update('Reading', 2, 10)
    progress.stop()
    expect(text()).toBe('')
  })
  test('rewrites one line on a terminal, cut to its width, and removes it', () => {
    const { at, progress, text } = recorded(true)
    at(600).update('A phase with a name that is longer than the line', 1, 10)
    at(650).update('too soon to be shown', 2, 10)
    at(800).update('Reading', 5000, 10_000)
    progress.stop()
    expect(text()).toBe('\r\u001b[KA phase with a name that is longer than\r\u001b[KReading: 5,000 of 10,000\r\u001b[K')
  })
  test('takes a terminal that does not know its width for one of 80 columns', () => {
    const written: string[] = []
    let time = 0
    const progress = createProgress({ isTTY: true, columns: 0, write: (piece) => written.push(piece) }, () => time)
    time = 600
    progress.update('x'.repeat(100), 0, 0)
    expect(written).toEqual([`\r\u001b[K${'x'.repeat(79)}`])
  })
  test('is plain lines every three seconds off a terminal', () => {
    const { at, progress, text } = recorded(false)
    for (let time = 0; time <= 7000; time += 100) at(time).update('Reading', time, 14_000)
    progress.stop()
    expect(text()).toBe('Reading: 500 of 14,000\nReading: 3,500 of 14,000, about 11 s left\nReading: 6,500 of 14,000, about 8 s left\n')
  })
  test('tells minutes', () => expect(progressText('Fitting', 20, 100, 30_000)).toBe('Fitting: 20 of 100, about 2 min 0 s left'))
  test('without a total it is the phase alone', () => expect(progressText('Writing', 0, 0, 5000)).toBe('Writing'))
})

test('colour is for terminals, unless NO_COLOR is set or the terminal is dumb', () => {
  const terminal = { isTTY: true, write() {} }
  expect(wantsColour(terminal, {})).toBe(true)
  expect(wantsColour(terminal, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColour(terminal, { NO_COLOR: '' })).toBe(true)
  expect(wantsColour(terminal, { TERM: 'dumb' })).toBe(false)
  expect(wantsColour({ write() {} }, {})).toBe(false)
})

test('control characters of a file do not reach the terminal', () => expect(printable('a\u001b[31mb\u202ec')).toBe('a\uFFFD[31mb\uFFFDc'))

test('the nearest name is near enough to be meant', () => {
  expect(nearest('presure', ['flow', 'pressure'])).toBe('pressure')
  expect(nearest('PRESSURE', ['flow', 'pressure'])).toBe('pressure')
  expect(nearest('bear', ['bearing_temperature', 'bar chart'])).toBe('bearing_temperature')
  expect(nearest('zzzzzz', ['flow', 'pressure'])).toBeUndefined()
})

describe('exit codes of problems', () => {
  test.each([
    ['ACM-USAGE-UNKNOWN-SENSOR', 2],
    ['ACM-DATA-EMPTY', 3],
    ['ACM-SOURCE-MISSING', 4],
    ['ACM-STORE-LOCKED', 4],
    ['ACM-INTERRUPTED', 130],
    ['ACM-INTERNAL', 1],
    ['ACM-MEMORY', 1],
  ])('%s is %d', (code, exitCode) => expect(exitCodeOf(new Problem(code, 'message', 'cure'))).toBe(exitCode))

  test('anything unforeseen is a defect to report, with 1', () => {
    for (const thrown of [new TypeError('x is not a function'), 'text', undefined, { code: 'ENOENT' }]) {
      const problem = asProblem(thrown)
      expect(problem).toMatchObject({ code: 'ACM-INTERNAL', cure: expect.stringContaining('please report') })
      expect(exitCodeOf(problem)).toBe(1)
    }
  })
})
