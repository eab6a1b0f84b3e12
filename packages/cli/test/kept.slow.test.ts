// What is kept between runs: models, what people said, exports. On the real program, one store a test.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { beforeAll, describe, expect, test } from 'vitest'
import { acm, folder } from './acm.ts'

const home = folder()
const run = async (...args: string[]) => {
  const ran = await acm(args, { cwd: home })
  expect(ran.stderr).not.toMatch(/^error/m)
  expect(ran.code).toBe(0)
  return ran.stdout
}
const refused = async (...args: string[]) => {
  const { code, stderr } = await acm(args, { cwd: home })
  expect(code).toBe(2)
  return stderr
}
const json = async (...args: string[]) => JSON.parse(await run(...args, '--json'))

/** Lines of a file, the header first. */
let lines: string[]
const part = (name: string, begin: number, end: number): string => {
  writeFileSync(join(home, name), `${[lines[0], ...lines.slice(1 + begin, 1 + end)].join('\n')}\n`)
  return name
}

beforeAll(async () => {
  await run('simulate', 'pump.csv', '--rows', '3000', '--seed', '3')
  lines = readFileSync(join(home, 'pump.csv'), 'utf8').trim().split('\n')
  lines = lines.map((line) => line.slice(0, line.lastIndexOf(',')))
  await run('train', part('train.csv', 0, 1800), '--asset', 'pump')
})

/** Four sensors with one cause; from row 1,500 on one of them rises slowly and without end. */
function falling(rows: number): string {
  let state = 7
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const normal = (): number => Array.from({ length: 12 }, uniform).reduce((sum, one) => sum + one, -6)
  let cause = 0
  const text = ['time,Speed,Flow,Temp,Power']
  for (let row = 0; row < rows; row++) {
    cause = 0.9 * cause + 0.4 * normal()
    const values = [1480 + 3 * cause, 50 + 2 * cause, 60 + cause + 0.0008 * Math.max(row - 1500, 0), 30 + cause]
    text.push([new Date(600_000 * row).toISOString().slice(0, 19), ...values.map((value) => (value + 0.5 * normal()).toFixed(2))].join(','))
  }
  return `${text.join('\n')}\n`
}

test('a forecast is held against what came', async () => {
  for (const [name, rows] of [
    ['fall.csv', 3000],
    ['fall-later.csv', 3600],
  ] as const)
    writeFileSync(join(home, name), falling(rows))
  const analyze = ['--asset', 'falling', '--train-rows', '1400', '--store', 'falling.db', '--no-report']
  const first = await run('analyze', 'fall.csv', ...analyze)
  expect(first).toContain('unproven, for none')
  const later = await json('analyze', 'fall-later.csv', ...analyze)
  const { points, inside, arrived } = later.outlook.record
  expect(points).toBeGreaterThan(0)
  expect(arrived).toHaveLength(points)
  expect(inside).toBeGreaterThan(0)
  const again = await json('analyze', 'fall-later.csv', ...analyze)
  expect(again.outlook.record).toEqual(later.outlook.record)
  expect(again.resultHash).toBe(later.resultHash)
  expect(await run('analyze', 'fall-later.csv', ...analyze)).toMatch(/of \d+ points? of health that earlier forecasts told/)
})

test('a drift that is told before it alarms trains a candidate, once', async () => {
  const text = falling(2000).trim().split('\n')
  const store = ['--asset', 'slow', '--store', 'slow.db']
  const slice = (name: string, begin: number, end: number): string => {
    writeFileSync(join(home, name), `${[text[0], ...text.slice(1 + begin, 1 + end)].join('\n')}\n`)
    return name
  }
  await run('train', slice('slow-0.csv', 0, 1400), ...store)
  const score = (name: string) => run('score', name, ...store, '--retrain-on-drift')
  expect(await score(slice('slow-1.csv', 1400, 1450))).not.toContain('drifts')
  expect(await score(slice('slow-2.csv', 1450, 1900))).toMatch(/^The score drifts: version 2 was trained on this file and waits as a candidate/m)
  const waits = await score(slice('slow-3.csv', 1900, 1910))
  expect(waits).toContain('version 2 waits as a candidate')
  expect((await json('models', 'list', '--store', 'slow.db')).models).toMatchObject([
    { version: 2, state: 'candidate' },
    { version: 1, state: 'promoted' },
  ])
  const [, told = ''] = /candidate: acm (models promote .*)/.exec(waits) ?? []
  const words = told.split(' ').map((word) => word.replaceAll('"', ''))
  expect(await run(...words, '--store', 'slow.db')).toContain('slow: version 2 scores from now on')
  const { stderr } = await acm(['score', 'slow-3.csv', ...store, '--follow', 'Tmp=1'], { cwd: home })
  expect(stderr).toMatch(/: follow names "Tmp", which the model does not judge\n {2}cure: did you mean "Temp"\? \(--follow\)$/m)
})

describe('models', () => {
  test('a trained model scores new rows, and the same file again changes nothing', async () => {
    const late = part('late.csv', 1800, 3000)
    const scored = await json('score', late, '--asset', 'pump')
    expect(scored.source.rows).toBe(1200)
    expect(scored.health.zone).not.toBe('healthy')
    expect(scored.train.rows).toBe(1800)
    expect(await json('score', late, '--asset', 'pump')).toEqual({ schemaVersion: 1, asset: 'pump', newRows: 0 })
    expect((await json('runs', 'list')).runs).toHaveLength(1)
    const overlapping = await acm(['score', 'train.csv', '--asset', 'nobody'], { cwd: home })
    expect(overlapping.stderr).toContain('ACM-DATA-NO-MODEL')
  })

  test('rows of a dead logger are scored as such, and the run is kept', async () => {
    const head = 'time,a,b,c\n'
    const at = (row: number) => new Date(row * 60_000).toISOString().slice(0, 19)
    const lines = (begin: number, end: number, cells: (row: number) => string) =>
      head + Array.from({ length: end - begin }, (_, i) => `${at(begin + i)},${cells(begin + i)}\n`).join('')
    const wave = (row: number) => [3, 7, 11].map((step, i) => (10 * i + Math.sin(row / step) + ((row * (step + 2)) % 13) / 20).toFixed(4)).join(',')
    writeFileSync(join(home, 'alive.csv'), lines(0, 1200, wave))
    writeFileSync(
      join(home, 'dead.csv'),
      lines(1200, 1240, () => ',,Bad'),
    )
    const store = ['--asset', 'dead', '--store', 'dead.db', '-q', '--no-report']
    await run('train', 'alive.csv', ...store.slice(0, 5))
    const { code, stdout } = await acm(['score', 'dead.csv', ...store, '--fail-on', 'failure'], { cwd: home })
    expect(code).toBe(10)
    expect(stdout).toMatch(/^dead: nothing observed since Thu 1970-01-01 19:59, before that it was normal \(/)
    expect((await json('runs', 'list', '--store', 'dead.db')).runs).toMatchObject([{ health: null, condition: 'not-observed' }])
  })

  test('a file too short to learn from is scored by the kept model', async () => {
    const { models } = await json('models', 'list')
    expect(models).toMatchObject([{ asset: 'pump', version: 1, state: 'promoted' }])
    lines.push(
      ...lines
        .slice(-20)
        .map((line) =>
          line.replace(/^[^,]+/, (time) =>
            new Date(Date.parse(time.endsWith('Z') ? time : `${time.replace(' ', 'T')}Z`) + 86_400_000).toISOString().slice(0, 19),
          ),
        ),
    )
    const short = await run('analyze', part('short.csv', 3000, 3020), '--asset', 'pump', '--no-report')
    expect(short).toContain('Too few rows to learn from: scored by version 1')
  })

  test('go to a file and into another store, and score the same', async () => {
    await run('models', 'export', '1', '--asset', 'pump', '--out', 'pump.json')
    expect(await refused('models', 'export', '1', '--asset', 'pump', '--out', 'pump.json')).toContain('ACM-USAGE-EXISTS')
    writeFileSync(join(home, 'old.json'), readFileSync(join(home, 'pump.json'), 'utf8').replace(/acm-model-\d+/, 'acm-model-1'))
    const old = await acm(['models', 'import', 'old.json', '--store', 'other.db'], { cwd: home })
    expect(old.stderr).toMatch(/ACM-DATA-MODEL-FORMAT: it is of format acm-model-1[\s\S]*train the model again/)
    await run('models', 'import', 'pump.json', '--store', 'other.db')
    const [here, there] = [await json('models', 'show', '1', '--asset', 'pump'), await json('models', 'show', '1', '--store', 'other.db')]
    expect(there.summary).toEqual(here.summary)
    expect((await json('score', 'late.csv', '--asset', 'pump', '--store', 'other.db')).source.rows).toBe(1200)
  })

  test('a setting that the model was not trained with deprecates it', async () => {
    const { code, stderr } = await acm(['score', 'late.csv', '--asset', 'pump', '--store', 'other.db', '--alarms-a-month', '2'], { cwd: home })
    expect(code).toBe(3)
    expect(stderr).toContain('alarmsAMonth is 2 now and was 1 in training')
    expect((await json('models', 'list', '--store', 'other.db')).models[0].state).toBe('deprecated')
    await run('models', 'promote', '1', '--store', 'other.db')
    expect((await json('models', 'list', '--store', 'other.db')).models[0].state).toBe('promoted')
  })
})

describe('what people say', () => {
  const at = ['--asset', 'said', '--store', 'said.db']

  test('a false alarm is suppressed from the next run on, which says so, until it is taken back', async () => {
    const analyse = () => json('analyze', 'pump.csv', '--ignore', 'fault', ...at, '--no-report')
    const first = await analyse()
    expect(first.episodes.length).toBeGreaterThan(0)
    const { episodes } = await json('episodes', 'list', ...at)
    expect(episodes).toHaveLength(first.episodes.length)
    for (const { id } of episodes) await run('episodes', 'close', id, '--cause', 'false', '--reason', 'washing', '--who', 'Weber', ...at)
    expect((await analyse()).episodes).toEqual([])
    const text = await run('analyze', 'pump.csv', '--ignore', 'fault', ...at, '--no-report')
    expect(text).toMatch(/suppressed by statement 1, until it is taken back: like one that Weber judged a false alarm \("washing"\)/)
    for (let id = 1; id <= episodes.length; id++) await run('undo', String(id), '--store', 'said.db')
    expect((await analyse()).episodes).toEqual(first.episodes)
    expect(await refused('undo', '1', '--store', 'said.db')).toContain('ACM-USAGE-UNDO')
  })

  test('comments and states stand with the episode', async () => {
    await run('episodes', 'ack', '1', '--who', 'Kim', ...at)
    await run('episodes', 'comment', '1', 'coupling', 'was', 'loose', ...at)
    const shown = await run('episodes', 'show', '1', ...at)
    expect(shown).toContain('Kim: ack')
    expect(shown).toContain('"coupling was loose"')
    expect(await run('episodes', 'list', ...at)).toContain('seen by Kim')
    expect(await refused('episodes', 'close', '1', ...at)).toContain('--cause')
    expect(await refused('episodes', 'show', '99', ...at)).toContain('ACM-USAGE-EPISODE')
  })

  test('a silence needs a reason and an end, and takes what begins in it', async () => {
    expect(await refused('silence', 'add', '--reason', 'overhaul', ...at)).toContain('a silence must end')
    expect(await refused('silence', 'add', '--until', '2999-01-01', ...at)).toContain('a silence needs a reason')
    await run('silence', 'add', '--from', '2000-01-01', '--until', '2999-01-01', '--reason', 'overhaul', ...at)
    expect((await json('analyze', 'pump.csv', '--ignore', 'fault', ...at, '--no-report')).episodes).toEqual([])
    const { statements } = await json('silence', 'list', ...at)
    await run('silence', 'end', String(statements[0].id), '--store', 'said.db')
    expect(await run('silence', 'list', ...at)).toContain('ended')
  })

  test('a maintenance deprecates the model', async () => {
    await run('train', 'train.csv', ...at)
    await run('maintenance', 'add', '--at', '2024-01-01T12:00', '--reason', 'new bearings', ...at)
    expect((await json('models', 'list', '--store', 'said.db')).models[0]).toMatchObject({
      state: 'deprecated',
      reason: 'maintenance at 2024-01-01 12:00',
    })
    expect((await json('maintenance', 'list', ...at)).statements).toHaveLength(1)
  })
})

describe('what the store gives back', () => {
  test('the report, whole and of a part of its time', async () => {
    await run('report', '--asset', 'pump', '--out', 'again.html')
    expect(readFileSync(join(home, 'again.html'), 'utf8')).toContain('Condition report')
    expect(await refused('report', '--asset', 'pump', '--from', '2999-01-01', '--out', 'none.html')).toContain('ACM-USAGE-SPAN')
    expect(existsSync(join(home, 'none.html'))).toBe(false)
    expect(await refused('report', '--asset', 'pmup')).toContain('it knows pump')
  })

  test('a report over several runs tells of each time by the run saved last', async () => {
    const at = ['--asset', 'parts', '--store', 'parts.db']
    await run('train', 'train.csv', ...at)
    for (let i = 0; i < 4; i++) await run('score', part(`part-${i}.csv`, 1800 + 100 * i, 1900 + 100 * i), ...at)
    expect((await json('runs', 'list', '--store', 'parts.db')).runs).toHaveLength(4)
    await run('export', ...at, '--format', 'json', '--from', '2000-01-01', '--out', 'parts')
    const { scores, episodes } = JSON.parse(readFileSync(join(home, 'parts.json'), 'utf8'))
    expect(scores).toHaveLength(400)
    part('at-once.csv', 1800, 2200)
    await run('train', 'train.csv', '--asset', 'once', '--store', 'once.db')
    await run('score', 'at-once.csv', '--asset', 'once', '--store', 'once.db')
    await run('export', '--asset', 'once', '--store', 'once.db', '--format', 'json', '--out', 'once')
    const once = JSON.parse(readFileSync(join(home, 'once.json'), 'utf8'))
    scores.forEach((row: { time: string; fused: number }, i: number) => {
      expect(row.time).toBe(once.scores[i].time)
      expect(row.fused).toBeCloseTo(once.scores[i].fused, 8)
    })
    expect(new Set(episodes.map(({ id }: { id: string }) => id)).size).toBe(episodes.length)
    await run('report', ...at, '--from', '2000-01-01', '--out', 'parts.html')
  })

  test('the tables, as CSV, JSON and Parquet, with the same values', async () => {
    for (const format of ['csv', 'json', 'parquet']) await run('export', '--asset', 'pump', '--format', format, '--out', `tables/${format}`)
    const scores = JSON.parse(readFileSync(join(home, 'tables/json.json'), 'utf8')).scores
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(home, 'tables/parquet-scores.parquet')) })
    expect(rows).toEqual(scores)
    const [, first] = readFileSync(join(home, 'tables/csv-scores.csv'), 'utf8').split('\n')
    expect(first.split(',')[0]).toBe(scores[0].time)
  })

  test('what differs between two runs', async () => {
    const two = ['--asset', 'two', '--store', 'two.db', '--no-report', '--ignore', 'fault']
    await run('analyze', 'pump.csv', ...two)
    await run('analyze', 'pump.csv', ...two, '--alarms-a-month', '0.5')
    const ids = (await json('runs', 'list', '--store', 'two.db')).runs.map(({ runId }: { runId: string }) => runId)
    const { code, stdout } = await acm(['diff', ids[1], ids[0], '--store', 'two.db'], { cwd: home })
    expect(code).toBe(1)
    expect(stdout).toContain('setting alarmsAMonth: 1 -> 0.5')
    expect(await run('diff', ids[0], ids[0], '--store', 'two.db')).toContain('the same numbers')
  })
})

describe('settings', () => {
  test('come from a file, its part for the asset, the environment, the command line, and say so', async () => {
    const place = folder()
    writeFileSync(join(place, 'acm.toml'), 'alarmsAMonth = 2\ntrainUntil = 2024-03-01\nignore = ["label"]\n[assets."Pump 7"]\nalarmsAMonth = 0.5\n')
    const show = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
      const { stdout } = await acm(['config', 'show', '--json', ...args], { cwd: place, env })
      const { settings } = JSON.parse(stdout) as { settings: { name: string; value: unknown; origin: string }[] }
      return Object.fromEntries(settings.map(({ name, value, origin }) => [name, [value, origin]]))
    }
    expect(await show({})).toMatchObject({ alarmsAMonth: [2, 'acm.toml'], ignore: [['label'], 'acm.toml'], seed: ['1', 'default'] })
    expect((await show({}, '--asset', 'Pump 7')).alarmsAMonth).toEqual([0.5, 'acm.toml, [assets."Pump 7"]'])
    expect((await show({ ACM_ALARMS_A_MONTH: '4' }, '--asset', 'Pump 7')).alarmsAMonth).toEqual([4, 'ACM_ALARMS_A_MONTH'])
    expect(await show({ ACM_TRAIN_ROWS: '100' })).toMatchObject({ trainRows: [100, 'ACM_TRAIN_ROWS'], trainUntil: ['not set', 'default'] })
  })

  test.each([
    ['alarmsAMont = 2\n', 'did you mean "alarmsAMonth"?'],
    ['alarmsAMonth = -1\n', 'a number above 0'],
    ['alarmsAMonth = \n', 'is not TOML'],
    ['[assets.pump]\nseeed = 3\n', 'did you mean "seed"?'],
  ])('%j is refused', async (text, why) => {
    const place = folder()
    writeFileSync(join(place, 'acm.toml'), text)
    const { code, stderr } = await acm(['config', 'show'], { cwd: place })
    expect(code).toBe(2)
    expect(stderr).toContain(why)
  })

  test('have a schema that editors understand', async () => {
    const schema = JSON.parse(await run('config', 'schema'))
    expect(schema.properties.alarmsAMonth).toMatchObject({ type: 'number', exclusiveMinimum: 0 })
    expect(schema.properties.assets.additionalProperties.properties.seed.type).toBe('integer')
  })
})

describe('remaining life', () => {
  /** Machines that wear, one row a cycle; those that still run are cut off. */
  const fleet = (count: number, share: number): string => {
    const rows = ['machine,cycle,load,vibration,temperature']
    for (let machine = 1; machine <= count; machine++) {
      const life = 100 + ((machine * 37) % 60)
      for (let cycle = 1; cycle <= Math.floor(share * life); cycle++) {
        const wear = Math.exp((cycle - life) / 25)
        const noise = Math.sin(cycle * 12.9898 + machine * 78.233) / 4
        rows.push(`${machine},${cycle},${cycle % 3},${(1 + 4 * wear + noise).toFixed(4)},${(60 + 10 * (cycle % 3) + 8 * wear + noise).toFixed(4)}`)
      }
    }
    return `${rows.join('\n')}\n`
  }

  test('is learned from whole lives and told of machines that still run', async () => {
    writeFileSync(join(home, 'lives.csv'), fleet(20, 1))
    writeFileSync(join(home, 'running.csv'), fleet(6, 0.8))
    const columns = ['--unit', 'machine', '--age', 'cycle']
    const trained = await json('life', 'train', 'lives.csv', ...columns, '--operating', 'load', '--cap', '80')
    expect(trained.trainedOn.units).toBe(20)
    const { predictions } = await json('life', 'predict', 'running.csv', ...columns)
    expect(predictions).toHaveLength(6)
    for (const { unit, age, remaining, p10, p50, p90 } of predictions) {
      const truth = 100 + ((Number(unit) * 37) % 60) - age
      expect(Math.abs(remaining - truth)).toBeLessThan(15)
      expect(p10 <= p50 && p50 <= p90).toBe(true)
    }
    expect(await run('life', 'predict', 'running.csv', ...columns)).toContain('age (cycles)')
    expect(await refused('life', 'train', 'lives.csv', ...columns)).toContain('ACM-USAGE-EXISTS')
  })

  test('is refused with few machines, an unknown column, no model', async () => {
    writeFileSync(join(home, 'few.csv'), fleet(3, 1))
    const few = await acm(['life', 'train', 'few.csv', '--unit', 'machine', '--age', 'cycle', '--model', 'few.json'], { cwd: home })
    expect(few.stderr).toContain('ACM-DATA-FEW-UNITS')
    expect(await refused('life', 'train', 'few.csv', '--unit', 'engine', '--age', 'cycle', '--model', 'few.json')).toContain('"engine"')
    const { stderr } = await acm(['life', 'predict', 'few.csv', '--model', 'absent.json'], { cwd: home })
    expect(stderr).toContain('acm life train makes one')
  })
})
