import { expect, test } from 'vitest'
import { trainedLines } from '../dist/index.js'
import { healthy, start } from './fixtures.ts'

const { falseAlarms, threshold } = healthy()
const model = {
  trainedOn: { rows: 1_200, start, end: start + 1_199 * 600_000 },
  sensors: [{}, {}],
  strands: [{ trainRows: 800 }, { trainRows: 400 }],
  cadence: 600_000,
  threshold,
  falseAlarms,
}
const trained = { asset: 'Pump 7', version: 3, maturity: 'learning', reason: 'one season', model, notices: [], zoned: false } as const
const buttons = { promote: 'Promote', score: 'Drop a file' }

test('says what was learned; the face says how to go on', () => {
  expect(trainedLines({ ...trained, state: 'candidate' }, buttons)).toEqual([
    'Pump 7: model version 3, candidate: it waits; Promote makes it score',
    'Trained   on 1200 rows of 2 sensors, Wed 2013-05-01 00:00 to Thu 2013-05-09 07:50 in the clock of the file, one row every 10 min',
    'Maturity  learning: one season',
    'States    800 and 400 training rows, each modelled by itself',
    'Alarms    from a score of 3.20 on; false ones: 0.80 a month expected (90 % interval 0 to 1.6): 2 in 76 d 2 h of training rows it had not seen; at most 1 a month was asked for',
    'Next      Drop a file, with rows after Thu 2013-05-09 07:50',
  ])
  expect(trainedLines({ ...trained, state: 'promoted' }, buttons)[0]).toBe('Pump 7: model version 3, promoted: it scores from now on')
})
