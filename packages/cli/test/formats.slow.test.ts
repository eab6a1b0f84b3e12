import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResultJson } from '@acm/monitor/formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { acm, filesIn, folder } from './acm.ts'

// What docs/guide/formats.md promises, held against a run on a simulated pump whose bearing fails.

const cwd = folder()
const rows = 10_000
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z?$/
let stdout = ''
let result: ResultJson
let scores: string[][]

beforeAll(async () => {
  await acm(['simulate', 'pump.csv', '--rows', String(rows)], { cwd })
  ;({ stdout } = await acm(['analyze', 'pump.csv', '--ignore', 'fault', '--json', '--scores', 'scores.csv'], { cwd }))
  result = JSON.parse(stdout)
  scores = readFileSync(join(cwd, 'scores.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
}, 60_000)

describe('--json', () => {
  test('is one line, and exactly the keys documented, in their order', () => {
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1)
    expect(Object.keys(result)).toEqual([
      'schemaVersion',
      'asset',
      'source',
      'train',
      'backend',
      'threshold',
      'falseAlarms',
      'health',
      'condition',
      'outlook',
      'states',
      'episodes',
      'timings',
      'resultHash',
    ])
    expect(Object.keys(result.source)).toEqual(['files', 'rows', 'sensors', 'start', 'end', 'cadenceSeconds', 'setAside', 'rejectedRows'])
    expect(Object.keys(result.episodes[0])).toEqual(['id', 'kind', 'start', 'end', 'peak', 'severity', 'direction', 'state', 'culprits'])
  })

  test('has the types and ranges documented', () => {
    expect(result).toMatchObject({
      schemaVersion: 1,
      asset: 'pump',
      source: {
        files: ['pump.csv'],
        rows,
        sensors: 11,
        start: '2024-01-01T00:00:00',
        end: '2024-01-07T22:39:00',
        cadenceSeconds: 60,
        setAside: expect.any(Array),
        rejectedRows: 0,
      },
      train: { rows: 0.6 * rows, start: '2024-01-01T00:00:00', end: expect.stringMatching(time) },
      backend: { name: expect.stringMatching(/^(wasm-threads|wasm|reference)$/), threads: expect.any(Number), reasons: expect.any(Object) },
      health: { value: expect.any(Number), zone: expect.stringMatching(/^(healthy|degrading|critical|failure)$/) },
      condition: {
        state: expect.stringMatching(/^(alarm|returned)$/),
        since: expect.stringMatching(time),
        doing: expect.any(String),
        after: null,
        silent: [],
      },
      resultHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    for (const episode of result.episodes) {
      expect(episode).toMatchObject({
        id: expect.any(String),
        start: expect.stringMatching(time),
        end: expect.stringMatching(time),
        peak: expect.any(Number),
      })
      expect(['low', 'medium', 'high']).toContain(episode.severity)
      expect(['above', 'below', 'erratic']).toContain(episode.direction)
      expect(episode.culprits.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100, 9)
      expect(episode.start <= episode.end).toBe(true)
    }
    for (const { phase, ms } of result.timings) expect([typeof phase, ms >= 0]).toEqual(['string', true])
  })

  test('every top-level key and scores column is documented', () => {
    const guide = readFileSync(new URL('../../../docs/guide/formats.md', import.meta.url), 'utf8')
    const channel = /^(largest|together|pace) over /
    for (const key of [...Object.keys(result), ...scores[0].filter((name) => !channel.test(name))])
      expect(guide).toMatch(new RegExp(`\`${key}[\`.[]`))
  })

  test('finds the bearing', () => {
    expect(result.health?.zone).not.toBe('healthy')
    const culprits = result.episodes.flatMap((episode) => episode.culprits.slice(0, 2).map(({ sensor }) => sensor))
    expect(culprits.some((sensor) => /^(bearing_temperature|vibration)_DE/.test(sensor))).toBe(true)
  })

  const again = async (backend: string, threads: string): Promise<ResultJson> => {
    const flags = ['--ignore', 'fault', '--json', '--no-store', '--no-report', '--backend', backend, '--threads', threads]
    const { code, stdout, stderr } = await acm(['analyze', 'pump.csv', ...flags], { cwd })
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout)
  }

  test.each([
    ['wasm', '1'],
    ['wasm-threads', '2'],
    ['wasm-threads', '3'],
  ])(
    'a rerun on %s with %s threads differs in timings and backend alone',
    async (backend, threads) => {
      const { timings: _, backend: used, ...rest } = await again(backend, threads)
      const { timings, backend: first, ...expected } = result
      expect(used).toMatchObject({ name: backend, threads: Number(threads) })
      expect(rest).toEqual(expected)
    },
    60_000,
  )

  test('a rerun on the reference agrees within rounding', async () => {
    const { health, episodes, backend } = await again('reference', '1')
    expect(backend).toEqual({ name: 'reference', threads: 1, reasons: { 'wasm-threads': expect.any(String), wasm: expect.any(String) } })
    expect(health?.zone).toBe(result.health?.zone)
    expect(health?.value).toBeCloseTo(result.health?.value ?? Number.NaN, 6)
    expect(episodes.map(({ id, start, end }) => ({ id, start, end }))).toEqual(result.episodes.map(({ id, start, end }) => ({ id, start, end })))
  }, 60_000)
})

describe('--scores', () => {
  test('has the columns documented and a line a row', () => {
    const both = (window: string): string[] => [`largest over ${window}`, `together over ${window}`]
    // Standing still is too short for hours.
    const channels = [...['1 row', '5 rows', '16 rows'].flatMap(both), 'pace over 16 rows', ...both('4.6 h')]
    expect(scores[0]).toEqual(['time', 'split', 'fused', 'anomaly', 'health', ...channels, 'state'])
    expect(scores).toHaveLength(rows + 1)
    expect(new Set(scores.map((cells) => cells.length))).toEqual(new Set([6 + channels.length]))
  })

  test('agrees with the JSON object', () => {
    const body = scores.slice(1)
    expect(body.filter(([, split]) => split === 'train')).toHaveLength(result.train.rows)
    expect(body.at(-1)?.[4]).toBe(String(result.health?.value))
    expect(body[0][0]).toBe(result.source.start)
    const anomalous = body.filter((cells) => cells[3] === '1').map(([when]) => when)
    for (const when of anomalous)
      expect(
        result.episodes.some(({ start, end }) => start <= when && when <= end),
        when,
      ).toBe(true)
    for (const cells of body) {
      expect(['train', 'score']).toContain(cells[1])
      for (const cell of [cells[2], ...cells.slice(4)]) expect(Number.isFinite(Number(cell))).toBe(true)
    }
  })
})

test('what a run leaves: report, scores and store, nothing temporary', () => {
  const left = filesIn(cwd).filter((name) => !/acm\.db-(wal|shm)$/.test(name))
  expect(left).toEqual(['.acm', '.acm/acm.db', 'acm-report-pump.html', 'pump.csv', 'scores.csv'])
})
