import { expect, test } from 'vitest'
import type { Episode } from '../dist/index.js'
import { recurrent } from '../dist/phases/tell/recurrence.js'

const HOUR = 3_600_000

/** "A+ 0-10": sensor A above what is expected from hour 0 to 10; "?" outside the trained range. */
function episodeOf(text: string): Episode {
  const [, sensor, sign, begin, end] = /^(\w)([+-]|\?) (\d+)-(\d+)$/.exec(text) ?? expect.fail(text)
  const culprit = { sensor, share: 100, deviation: 1, expected: 0, observed: 1 }
  return {
    id: text,
    start: Number(begin) * HOUR,
    end: Number(end) * HOUR,
    ongoing: false,
    rows: 1,
    peak: 3,
    peakTime: 0,
    severity: 'low',
    severityReason: '',
    direction: sign === '-' ? 'below' : 'above',
    culprits: [culprit],
    state: 1,
    kind: sign === '?' ? 'outside-trained-range' : 'alarm',
  }
}

// A row an hour: pauses up to 64 hours are short.
test.each([
  ['out of nowhere', ['A+ 0-10', 'B+ 20-30'], [undefined, undefined]],
  ['the same again after a short pause', ['A+ 0-10', 'A+ 74-80'], [undefined, 'A+ 0-10']],
  ['after a longer one', ['A+ 0-10', 'A+ 75-80'], [undefined, undefined]],
  ['after a pause as long as the trouble was', ['A+ 0-200', 'A+ 400-410'], [undefined, 'A+ 0-200']],
  ['a chain is one trouble, and as long as all of it', ['A+ 0-100', 'A+ 160-200', 'A+ 390-400'], [undefined, 'A+ 0-100', 'A+ 0-100']],
  ['the other way', ['A+ 0-10', 'A- 20-30'], [undefined, undefined]],
  ['outside the trained range', ['A+ 0-10', 'A? 20-30'], [undefined, undefined]],
  ['another sensor between', ['A+ 0-10', 'B+ 12-14', 'A+ 20-30'], [undefined, undefined, 'A+ 0-10']],
  ['given in any order', ['A+ 20-30', 'A+ 0-10'], ['A+ 0-10', undefined]],
])('%s', (_, given, expected) => {
  const { episodes: told } = recurrent(given.map(episodeOf), HOUR)
  expect(told.map(({ recurs }) => recurs?.id)).toEqual(expected)
  for (const { recurs } of told) if (recurs) expect(recurs.start).toBe(0)
})

test.each([
  ['the same episode, longer now, is not its own recurrence', ['A+ 0-10'], ['A+ 0-10'], [undefined]],
  ['one that recurred goes on recurring', ['A+ 0-10', 'A+ 20-30'], ['A+ 20-30'], ['A+ 0-10']],
  ['a trouble of rows judged earlier', ['A+ 0-10'], ['B+ 20-30', 'A+ 40-50'], [undefined, 'A+ 0-10']],
  ['too long ago', ['A+ 0-10'], ['A+ 80-90'], [undefined]],
])('in portions: %s', (_, first, then, expected) => {
  const { troubles } = recurrent(first.map(episodeOf), HOUR)
  expect(recurrent(then.map(episodeOf), HOUR, troubles).episodes.map(({ recurs }) => recurs?.id)).toEqual(expected)
})
