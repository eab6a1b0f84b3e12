// What is watched beside the scores, in portions: what is carried from one to the next makes them tell what one scoring tells.

import { type Condition, type History, historyOf, modelOf, storedContextOf, toJson } from '@acm/contract'
import { minute, normal, plant } from '@acm/simulator'
import { describe, expect, test } from 'vitest'
import { defaults, type Scored, score, train } from '../dist/index.js'

/** The first row that is judged. */
const JUDGED = 900

/** The last rows as a store gives them back. */
const stored = ({ context: { time, values, trail, ...body } }: Scored) =>
  storedContextOf({ body: toJson(body), ...(trail && { trail: toJson(trail) }), rows: { time, values } })

function rowsOf(history: History, begin: number, end: number): History {
  const sensors = history.sensors.map(({ name }, col) => ({
    name,
    values: [...history.values.subarray(col * history.rows + begin, col * history.rows + end)],
  }))
  return historyOf({ time: [...history.time.subarray(begin, end)], sensors, zoned: false, files: [] })
}

describe('portions of any length', () => {
  /** A level that falls, a sensor that freezes, one that dies, then the logger dies. */
  const noise = normal(3)
  const history = plant({
    rows: 1400,
    sensors: 8,
    change: (value, row, sensor) => {
      if (row >= 1330) return Number.NaN
      if (sensor === 7) return row >= 1000 && row < 1200 && row % 7 > 0 ? 20 : 62
      if (sensor === 1 && row >= 1020 && row < 1290) return 61
      if (sensor === 2 && row >= 1100) return Number.NaN
      return value + 0.01 * noise()
    },
  })
  const own = (kind: { kind?: string; moved?: unknown }) => kind.kind === 'sensor-stuck' || kind.moved !== undefined

  test.each([1, 7, 40, 333])('%d rows: they end in the very episodes and condition of one scoring', async (length) => {
    const trained = await train({ history: rowsOf(history, 0, JUDGED), settings: defaults })
    const model = modelOf(toJson(trained.model))
    const whole = await score({ model, history: rowsOf(history, JUDGED, 1400), context: trained.context })
    const expected = whole.result.episodes.filter(own)
    expect(expected.map(({ kind, moved, start, end }) => [kind, moved?.to, start / minute, end / minute])).toEqual([
      ['alarm', 20, 1002, 1199],
      ['sensor-stuck', undefined, 1020, 1289],
    ])
    let context = trained.context
    const last = new Map<string, unknown>()
    let condition: Condition | undefined
    for (let row = JUDGED; row < 1400; row += length) {
      const scored = await score({ model, history: rowsOf(history, row, Math.min(row + length, 1400)), context })
      for (const episode of scored.result.episodes.filter(own)) last.set(episode.id, episode)
      condition = scored.result.condition
      context = stored(scored)
    }
    expect([...last.values()]).toEqual(expected)
    expect(condition).toMatchObject({ state: 'not-observed', since: 1329 * minute, silent: whole.result.condition?.silent })
    expect(whole.result.condition).toMatchObject({ state: 'not-observed', since: 1329 * minute })
  })
})

test('an alarm that ended is returned in later portions, until a person has seen it', async () => {
  const history = plant({ rows: 1400, change: (value, row, sensor) => value + (sensor === 2 && row >= 1000 && row < 1060 ? 12 : 0) })
  const { model, context: first } = await train({ history: rowsOf(history, 0, JUDGED), settings: defaults })
  const scored = await score({ model, history: rowsOf(history, JUDGED, 1150), context: first })
  const [{ id, end }] = scored.result.episodes
  expect(scored.result.condition).toMatchObject({ state: 'returned', since: end, zone: 'healthy' })
  const rest = { model, history: rowsOf(history, 1150, 1400), context: stored(scored) }
  const later = await score(rest)
  expect(later.result.episodes).toEqual([])
  expect(later.result.condition).toMatchObject({ state: 'returned', since: end })
  const ack = { id: 1, asset: 'asset', kind: 'ack', who: 'Ann', saidAt: 0, episodeId: id, text: '' } as const
  expect((await score({ ...rest, statements: [ack] })).result.condition).toMatchObject({ state: 'normal', silent: [] })
})
