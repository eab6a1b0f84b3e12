import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { acm, file, plainHistory, program, timeOf, waves } from './acm.ts'

/** Healthy but for its last hundred rows, where one sensor runs away. */
const broken = plainHistory(600, (row) => [waves(row)[0], waves(row)[1], row > 500 ? (60 + (row - 500) / 2).toFixed(3) : waves(row)[2]])
const healthy = plainHistory(600)

describe('acm', () => {
  test('without arguments prints its verbs on standard error, with 2', async () => {
    const { code, stdout, stderr } = await acm([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('acm analyze FILE')
  })
  test('--help prints them on standard output, with 0', async () => {
    expect(await acm(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('acm analyze FILE'), stderr: '' })
  })
  test('--version', async () => expect(await acm(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^acm \d+\.\d+\.\d+\n$/) }))
  test('an unknown verb names the nearest, with 2', async () => {
    const { code, stderr } = await acm(['analyse', 'x.csv'])
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean acm analyze?')
  })
  test.each([
    [['analyze'], 'acm analyze needs FILE'],
    [['analyze', 'a.csv', 'b.csv'], 'does not know what to do with "b.csv"'],
    [['doctor', 'x'], 'does not know what to do with "x"'],
    [['completion', 'basch'], 'did you mean bash?'],
  ])('%j is refused with 2', async (args, text) => {
    const { code, stderr } = await acm(args)
    expect(code).toBe(2)
    expect(stderr).toContain(text)
  })
  test('control characters of a file do not reach the terminal through an error', async () => {
    const { code, stderr } = await acm(['inspect', file('\u001b[2Jx\ny\nz\n')])
    expect(code).toBe(3)
    expect(stderr).not.toContain('\u001b')
  })
  test('--debug adds the stack trace', async () => {
    expect((await acm(['analyze', '--debug'])).stderr).toMatch(/^\s+at /m)
  })
  test.skipIf(process.platform !== 'linux')('a standard output that cannot be written is a failure, with 1', async () => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', full, 'pipe'] })
    const code = await new Promise((resolve) => child.on('close', resolve))
    closeSync(full)
    expect(code).toBe(1)
  })
  test('a reader that goes away is no failure', async () => {
    const { code, stderr } = await acm(['simulate', '-', '--rows', '200000'], {
      meanwhile: ({ stdout }) => stdout?.once('data', () => stdout.destroy()),
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

describe('acm analyze', () => {
  test('is 0 for a sick machine too', async () => {
    const { code, stdout } = await acm(['analyze', file(broken), '--no-store', '--no-report', '-q'])
    expect(code).toBe(0)
    expect(stdout).toContain('temperature')
  })
  test('--fail-on is 10 for a sick machine', async () => {
    expect((await acm(['analyze', file(broken), '--no-store', '--no-report', '--fail-on', 'degrading'])).code).toBe(10)
  })
  test('--fail-on is 10 for a machine of which nothing is known, whatever it names', async () => {
    const silent = plainHistory(600, (row) => (row > 450 ? ['', 'Bad', '1e31'] : waves(row)))
    const { code, stdout } = await acm(['analyze', file(silent), '--no-store', '--no-report', '--json', '--fail-on', 'failure'])
    expect(code).toBe(10)
    expect(JSON.parse(stdout)).toMatchObject({
      health: null,
      condition: { state: 'not-observed', zone: null, after: 'normal' },
      outlook: { lost: null },
    })
  })
  test('--fail-on is 0 for a healthy machine', async () => {
    expect((await acm(['analyze', file(healthy), '--no-store', '--no-report', '--fail-on', 'degrading'])).code).toBe(0)
  })
  test('--quiet leaves standard error empty, --verbose tells the backend and timings', async () => {
    const path = file(healthy)
    expect((await acm(['analyze', path, '-q'])).stderr).toBe('')
    const { stderr } = await acm(['analyze', path, '-v'])
    expect(stderr).toMatch(/^Backend {3}(wasm|reference)/m)
    expect(stderr).toMatch(/^ {10}read .* ms$/m)
  })
  test('--train-until splits at the date', async () => {
    const { stdout } = await acm(['analyze', file(healthy), '--no-store', '--no-report', '--json', '--train-until', timeOf(300)])
    expect(JSON.parse(stdout).train).toMatchObject({ rows: 300, end: timeOf(299).replace(' ', 'T') })
  })
})

describe('acm doctor', () => {
  test('is 0 on this machine, and makes no store', async () => {
    const { code, stdout } = await acm(['doctor'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^node {6}ok/m)
    expect(stdout).toMatch(/^store {5}ok .* will be made/m)
  })
  test('is 4 with a cure where the store is not one', async () => {
    const { code, stdout } = await acm(['doctor', '--store', file('not a database at all, but long enough to be taken for one', 'acm.db')])
    expect(code).toBe(4)
    expect(stdout).toMatch(/^store {5}PROBLEM/m)
    expect(stdout).toMatch(/cure: \S/)
  })
  test('--json is one object', async () => {
    const { code, stdout } = await acm(['doctor', '--json', '--threads', '1'])
    expect(code).toBe(0)
    const { findings } = JSON.parse(stdout)
    expect(findings).toContainEqual({ subject: 'backend', state: 'fine', text: 'wasm' })
    expect(findings).toContainEqual({ subject: 'backend', state: 'notice', text: 'not wasm-threads: only 1 thread is to be used' })
  })
})

describe('acm inspect', () => {
  test('tells what it understood, why, and what overrides it', async () => {
    const { code, stdout } = await acm([
      'inspect',
      file('Zeit;Druck [bar];Strom\n03.01.2024 10:00;1,5;7\n03.01.2024 10:01;1,6;8\n13.01.2024 10:02;1,7;9\n'),
    ])
    expect(code).toBe(0)
    for (const text of ['--delimiter', '--decimal', '--time', '"Zeit"', 'Druck [bar]', 'day first', '3 rows']) expect(stdout).toContain(text)
  })
  test('--json is one object', async () => {
    const { code, stdout } = await acm(['inspect', file(healthy), '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, rows: 600, first: '2024-03-01T00:00:00' })
  })
  test('an override is obeyed', async () => {
    const text = 'time,flow\n03/04/2024 10:00,1\n03/04/2024 10:01,2\n03/04/2024 10:02,3\n'
    const [day, month] = await Promise.all(['--day-first', '--month-first'].map((flag) => acm(['inspect', file(text), '--json', flag])))
    expect(JSON.parse(day.stdout).first).toBe('2024-04-03T10:00:00')
    expect(JSON.parse(month.stdout).first).toBe('2024-03-04T10:00:00')
  })
})

/** The system's Node, if it is one that acm cannot run on. */
function oldNode(): string | undefined {
  for (const path of ['/usr/bin/node', '/usr/local/bin/node']) {
    try {
      const [major, minor] = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.').map(Number)
      if (major < 22 || (major === 22 && minor < 13)) return path
    } catch {}
  }
  return undefined
}

test('an old Node is told what to do, in one line, with 1', async ({ skip }) => {
  const node = oldNode() ?? skip('this machine has no Node below 22.13')
  const child = spawn(node, [program, '--help'])
  let text = ''
  child.stderr.on('data', (piece) => {
    text += piece
  })
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1)
  expect(text).toMatch(/^acm needs Node 22\.13 or newer.*use npx acm or npm start.*\n$/)
})
