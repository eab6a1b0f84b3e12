import { minute, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import type { Episode, Statement } from '../dist/index.js'
import { defaults, run } from '../dist/index.js'
import { heed } from '../dist/phases/tell/statements.js'

const episode = (start: number, sensor: string, peak: number): Episode => ({
  id: `a ${start}`,
  start,
  end: start + 9,
  ongoing: false,
  rows: 10,
  peak,
  peakTime: start + 5,
  severity: 'low',
  severityReason: '',
  direction: 'above',
  culprits: [{ sensor, share: 100, deviation: 1, expected: 0, observed: 1 }],
})
const episodes = [episode(10, 'S', 3), episode(40, 'S', 3.2), episode(70, 'S', 9), episode(90, 'T', 3)]
const say = (said: Partial<Statement>): Statement => ({ id: 1, asset: 'a', kind: 'close', who: 'Weber', saidAt: 0, text: 'washing', ...said })
const left = (...said: Statement[]): number[] => heed(episodes, said).kept.map((i) => episodes[i].start)
const like = { sensor: 'S', direction: 'above', peak: 3, episodeId: 'a 10' } as const

describe('what people said', () => {
  test.each([
    ['a false alarm takes similar ones along, not what is larger or of another sensor', { cause: 'false', ...like }, [70, 90]],
    ['another cause takes none', { cause: 'fault', ...like }, [10, 40, 70, 90]],
    ['what is accepted raises no alarm from then on', { kind: 'accept', from: 40, ...like }, [10, 70, 90]],
    ['a silence takes what begins in it', { kind: 'silence', from: 35, until: 90 }, [10, 90]],
    ['a silence of a sensor', { kind: 'silence', from: 0, until: 1000, sensor: 'T' }, [10, 40, 70]],
    ['a comment changes nothing', { kind: 'comment', episodeId: 'a 10' }, [10, 40, 70, 90]],
    ['what was taken back changes nothing', { cause: 'false', ...like, undoneAt: 5, undoneBy: 'Kim' }, [10, 40, 70, 90]],
  ] as [string, Partial<Statement>, number[]][])('%s', (_, said, starts) => {
    expect(left(say(said))).toEqual(starts)
  })

  test('a notice counts and names what is suppressed', () => {
    const { notices } = heed(episodes, [say({ cause: 'false', ...like })])
    expect(notices).toEqual([
      {
        code: 'ACM-NOTICE-SUPPRESSED',
        text: '2 similar episodes suppressed by statement 1, until it is taken back: like one that Weber judged a false alarm ("washing")',
      },
    ])
  })
})

test('a maintenance leaves the rows before it out, and health begins anew', async () => {
  const history = plant({ rows: 2000, change: (value, row) => (row < 600 ? value + 30 : value) })
  const at = 600 * minute
  const { result } = await run({ history, settings: defaults, statements: [say({ kind: 'maintenance', from: at })] })
  expect(result.source.rows).toBe(1400)
  expect(result.source.start).toBe(at)
  expect(result.notices.map(({ code }) => code)).toContain('ACM-NOTICE-MAINTENANCE')
  expect(result.train.start).toBe(at)
})
