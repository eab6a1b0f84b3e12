// The sentences about the condition, each held against the history it is said of.

import type { Condition, ConditionState } from '@acm/contract'
import { defaults, run } from '@acm/pipeline'
import { renderReport, verdict } from '@acm/report'
import { minute, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { rowsFrom } from '../../pipeline/dist/history.js'
import { comesUpTo } from '../dist/verbs/analyze.js'

type Change = (value: number, row: number, sensor: number) => number

/** Three and a half days of training, so that a false alarm is not to be expected within eight hours; `still` is a sensor that never moves. */
function baselineOf(still?: number) {
  const before = plant({ rows: 5000, seed: 3, change: (value, _, sensor) => (sensor === still ? 62 : value) })
  return { ...before, time: before.time.map((time) => time - 5000 * minute) }
}
const at = (row: number): string => new Date(row * minute).toISOString().slice(11, 16)

async function told(change: Change, still?: number) {
  const { result } = await run({ history: rowsFrom(plant({ rows: 1400, change }), 900 * minute), baseline: baselineOf(still), settings: defaults })
  return { lines: verdict(result), page: renderReport(result), result }
}

describe('the first line', () => {
  test('of a healthy machine', async () => {
    const { lines, result } = await told((value) => value)
    expect(result.condition?.state).toBe('normal')
    expect(lines[0]).toMatch(/^asset: health \d+\.\d of 100, healthy: it runs as it did in training \(Thu 1970-01-01 23:19\)$/)
  })

  test('of a dead logger, after an alarm', async () => {
    const { lines, page } = await told((value, row, sensor) => (row >= 1200 ? Number.NaN : value + (sensor === 2 && row >= 1100 ? 12 : 0)))
    expect(lines[0]).toBe(`asset: nothing observed since Thu 1970-01-01 ${at(1199)}, after an alarm (Thu 1970-01-01 23:19)`)
    expect(lines[1]).toMatch(/^What the machine does at the end of the data is not known\. One episode: S3 ran 1\d /)
    expect(lines[1]).toContain(`to ${at(1199)} (`)
    expect(lines).toContain('Trust     0 %: too little observed at the end')
    for (const text of [lines.join('\n'), page.replace(/<h2 id="health">[\s\S]*?<\/section>/, '')])
      expect(text).not.toMatch(/it runs as it did|zone">healthy/)
    expect(page).toContain(`nothing observed since Thu 1970-01-01 ${at(1199)}, after an alarm`)
  })

  test('of a dead logger of a machine that was well', async () => {
    const { lines } = await told((value, row) => (row >= 1200 ? Number.NaN : value))
    expect(lines[0]).toBe(`asset: nothing observed since Thu 1970-01-01 ${at(1199)}, before that it was normal (Thu 1970-01-01 23:19)`)
    expect(lines[1]).toBe('No episode in what was observed of the 500 rows scored.')
    expect(lines.join()).not.toContain('Silent')
  })

  test('of one row of hundreds', async () => {
    const { lines } = await told((value, row) => (row >= 1000 && row !== 1399 ? Number.NaN : value))
    expect(lines[0]).toContain(`too little observed: hardly a row holds a value since Thu 1970-01-01 ${at(999)}, before that it was normal`)
  })

  test('of most sensors dead', async () => {
    const { lines } = await told((value, row, sensor) => (sensor < 4 && row >= 1000 + sensor ? Number.NaN : value))
    expect(lines[0]).toContain(`too little observed: 4 of 6 sensors silent, more than half since Thu 1970-01-01 ${at(1002)}`)
    expect(lines).toContain(
      `Silent    ${[0, 1, 2, 3].map((sensor) => `S${sensor + 1} since Thu 1970-01-01 ${at(999 + sensor)}`).join(', ')}: no value any more; look at the sensor and its line`,
    )
  })

  test('of an alarm that is open, and of one that ended', async () => {
    const off: Change = (value, row, sensor) => value + (sensor === 2 && row >= 1200 ? 12 : 0)
    const open = await told(off)
    const since = open.result.episodes[0].start
    expect(Math.abs(since - 1200 * minute)).toBeLessThan(10 * minute)
    expect(open.lines[0]).toMatch(
      new RegExp(`^asset: alarm since Thu 1970-01-01 ${at(since / minute)}: health \\d+\\.\\d of 100, (degrading|critical|failure): `),
    )
    const ended = await told((value, row, sensor) => (row < 1206 ? off(value, row, sensor) : value))
    const [{ end }] = ended.result.episodes
    expect(ended.lines[0]).toMatch(
      new RegExp(`^asset: no alarm since Thu 1970-01-01 ${at(end / minute)}, and nobody has acknowledged the last one: health \\d+\\.\\d of 100 \\(`),
    )
    expect(ended.lines[0]).not.toContain('healthy')
  })
})

describe('further lines', () => {
  test('a sensor that never moved and falls', async () => {
    const { lines, result } = await told((value, row, sensor) => (sensor === 5 ? (row < 1100 ? 62 : 20) : value), 5)
    const page = renderReport({ ...result, episodes: result.episodes.filter(({ moved }) => moved) })
    expect(lines[0]).toContain(`asset: alarm since Thu 1970-01-01 ${at(1100)}: `)
    expect(lines[1]).toBe(`S6 has fallen from the one value that training knew, 62, to 20, since Thu 1970-01-01 ${at(1100)} (5 h so far).`)
    expect(lines).toContain('Set aside 1 column (S6): it never changes in the training rows, and is watched for leaving 62')
    expect(page).toContain('S6 has fallen from the one value that training knew, 62, to 20')
    expect(page).not.toContain('<dt>Peak</dt>')
  })

  test('one that rose and came back', async () => {
    const { lines } = await told((value, row, sensor) => (sensor === 5 ? (row >= 1100 && row < 1160 ? 70.5 : 62) : value), 5)
    expect(lines[0]).toContain(`no alarm since Thu 1970-01-01 ${at(1159)}`)
    expect(lines[1]).toContain(`S6 rose from the one value that training knew, 62, to 70.5, from Thu 1970-01-01 ${at(1100)} to ${at(1159)} (1 h)`)
  })

  test('a sensor that froze is a matter of the sensor', async () => {
    const { lines, result } = await told((value, row, sensor) => (sensor === 1 && row >= 1200 ? 59 : value))
    const stuck = result.episodes.filter(({ kind }) => kind === 'sensor-stuck')
    expect(stuck).toHaveLength(1)
    const page = renderReport({ ...result, episodes: stuck })
    expect(page).toContain(`S2 has stood at 59 while the machine moved, since Thu 1970-01-01 ${at(1200)} (3 h 20 min so far)`)
    expect(verdict({ ...result, episodes: stuck })[2]).toContain('that is a matter of the sensor, not of the machine')
    expect(lines.length).toBeGreaterThan(5)
  })

  test('one dead sensor among live ones', async () => {
    const { lines, page } = await told((value, row, sensor) => (sensor === 0 && row >= 1000 ? Number.NaN : value))
    const sentence = `S1 since Thu 1970-01-01 ${at(999)}: no value any more; look at the sensor and its line`
    expect(lines).toContain(`Silent    ${sentence}`)
    expect(page).toContain(`<dt>Silent</dt><dd>${sentence}</dd>`)
    expect(lines.find((line) => line.startsWith('Trust'))).toContain('83 % of the values observed, or of the sensors still heard')
  })
})

describe('--fail-on', () => {
  const of = (state: ConditionState, zone: Condition['zone'] = 'healthy'): Condition => ({ state, zone, doing: '', silent: [] })
  const names = ['returned', 'outside-trained-range', 'alarm', 'degrading', 'critical', 'failure'] as const
  test.each([
    ['normal', of('normal'), []],
    ['an alarm that ended', of('returned'), ['returned']],
    ['outside the trained range', of('outside-trained-range'), ['returned', 'outside-trained-range']],
    ['an alarm', of('alarm', 'degrading'), ['returned', 'outside-trained-range', 'alarm', 'degrading']],
    ['a bad alarm', of('alarm', 'failure'), names],
    ['nothing observed', of('not-observed'), names],
  ])('%s', (_, condition, expected) => {
    expect(names.filter((name) => comesUpTo(condition, name))).toEqual(expected)
  })
})
