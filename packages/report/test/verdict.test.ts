import { expect, test } from 'vitest'
import { sinceLine, verdict } from '../dist/index.js'
import { attack, healthy, hostile, many, ongoing, runResult, start } from './fixtures.ts'

const hash = '3f'.repeat(32)

test('a healthy machine: nothing unusual, in few lines', () => {
  expect(verdict(healthy())).toEqual([
    'Pump 7: health 98.5 of 100, healthy: it runs as it did in training (Tue 2013-05-14 21:10)',
    'Nothing unusual in the 800 rows scored.',
    'Read      2000 rows of 5 sensors, Wed 2013-05-01 00:00 to Tue 2013-05-14 21:10, one row every 10 min',
    'Set aside 1 column (XI-900), 3 unreadable rows, 4 duplicate rows: it hardly moves: 99 % of its values are 4.0',
    'Trained   on 1200 rows (60 % of all), Wed 2013-05-01 00:00 to Thu 2013-05-09 07:50; 800 scored',
    'Alarms    false ones: 0.80 a month expected (90 % interval 0 to 1.6): 2 in 76 d 2 h of training rows it had not seen; at most 1 a month was asked for',
    `Result    ${hash}`,
  ])
})

test('an ongoing fault: what, how far, since when, whose fault, what else', () => {
  expect(verdict(ongoing())).toEqual([
    'Pump 7: health 52.2 of 100, degrading: it has left its trained behaviour: plan an inspection (Tue 2013-05-14 21:10)',
    'Bearing temperature runs 6.1 °C above what the other sensors explain, since Sun 2013-05-12 11:00 (2 d 10 h so far).',
    'Severity  high: the score reaches 3.1 times the threshold',
    'Sensors   Bearing temperature 62 %, Vibration 22 %, others 16 %',
    'Others    1 more episode; next in weight: Bearing temperature ran 2.6 °C above what the other sensors explain, from Fri 2013-05-10 17:20 to 22:20 (5 h 10 min)',
    'Read      2000 rows of 5 sensors, Wed 2013-05-01 00:00 to Tue 2013-05-14 21:10, one row every 10 min',
    'Set aside 1 column (XI-900), 3 unreadable rows, 4 duplicate rows: it hardly moves: 99 % of its values are 4.0',
    'Trained   on 1200 rows (60 % of all), Wed 2013-05-01 00:00 to Thu 2013-05-09 07:50; 800 scored',
    'Alarms    false ones: 0.80 a month expected (90 % interval 0 to 1.6): 2 in 76 d 2 h of training rows it had not seen; at most 1 a month was asked for',
    'Notice    Training holds 8 days only; slow seasons were not seen.',
    `Result    ${hash}`,
  ])
})

test('sixty past episodes stay within about ten lines', () => {
  const lines = verdict(many())
  expect(lines.length).toBeLessThanOrEqual(10)
  expect(lines[1]).toMatch(/^No alarm at the end of the data\. 60 episodes, the most severe: Bearing temperature ran \d/)
  expect(lines[4]).toMatch(/^Others {4}59 more episodes; /)
})

test('many notices are cut, and it is said', () => {
  const notices = Array.from({ length: 9 }, (_, i) => ({ code: `n${i}`, text: `notice ${i}` }))
  const lines = verdict({ ...healthy(), notices })
  expect(lines.filter((line) => line.startsWith('Notice'))).toHaveLength(3)
  expect(lines.at(-2)).toContain('; and 6 more notices in the report')
})

test('an erratic sensor, one below, one without unit, and none at all', () => {
  const result = runResult({ faults: [{ from: 1_700, to: 1_999, size: 3 }] })
  const [first] = result.episodes
  const second = (episode: object): string => verdict({ ...result, episodes: [{ ...first, ...episode }] })[1]
  expect(second({ direction: 'erratic' })).toMatch(/^Bearing temperature swings around what the other sensors explain, since /)
  const below = { direction: 'below', culprits: [{ sensor: 'unlisted', share: 100, deviation: -0.0421, expected: 1, observed: 0.958 }] }
  expect(second(below)).toMatch(/^unlisted runs 0\.042 below what the other sensors explain, since /)
  expect(second({ culprits: [] })).toMatch(/^The sensors together run unlike in training, since /)
})

test('no episode but poor health is not called normal', () => {
  expect(verdict({ ...healthy(), health: { value: 61.24, zone: 'degrading' } })[1]).toBe(
    'No episode in the 800 rows scored, but health is degrading at their end: watch the next rows.',
  )
})

test('colour adds escapes and nothing else; without it there are none, even from the data', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them
  const escapes = /\u001b\[[\d;]*m/g
  const colored = verdict(ongoing(), { color: true })
  expect(colored.join('')).toMatch(escapes)
  expect(colored.map((line) => line.replace(escapes, ''))).toEqual(verdict(ongoing()))
  const hostileText = verdict(hostile()).join('\n')
  expect(hostileText).not.toContain('\u001b')
  expect(hostileText).toContain(attack.slice(0, 20))
})

test('outside the trained range is told with the amount, and is neither healthy nor a fault', () => {
  const [, episode] = ongoing().episodes
  const culprits = [{ sensor: 'VI-102', share: 100, deviation: 0.0624, expected: 2.4, observed: 2.4624 }]
  const outside = { ...episode, kind: 'outside-trained-range', ongoing: true, culprits } as const
  const condition = { state: 'outside-trained-range', zone: 'healthy', since: outside.start, doing: 'running', silent: [] } as const
  const [first, second, ...rest] = verdict({ ...healthy(), episodes: [outside], condition })
  const amount = '0.062 mm/s (2.6 %) above what training knew'
  const when = 'since Sun 2013-05-12 11:00'
  expect(first).toBe(
    `Pump 7: outside the trained range: Vibration ${amount} ${when}: neither health nor a fault can be told there; running (Tue 2013-05-14 21:10)`,
  )
  expect(second).toBe(`Vibration lies ${amount}, ${when} (2 d 10 h so far).`)
  expect([first, second, ...rest].join()).not.toContain('healthy')
})

test('what a person saw last and what was not observed', () => {
  const before = { end: start, health: 84.13, zone: 'healthy' } as const
  expect(sinceLine(before, { ...healthy(), health: null })).toContain('health 84.1 -> not observed (healthy -> unknown), no new episode')
  expect(sinceLine({ end: start, health: Number.NaN }, healthy())).toContain('health not observed -> 98.5 (unknown -> healthy)')
})
