import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '@acm/store'
import { afterAll, describe, expect, test } from 'vitest'
import { checkTarget, temporaryName, WholeFiles } from '../dist/output/whole-file.js'
import { acm, file, filesIn, folder, plainHistory } from './acm.ts'

const history = file(plainHistory(400), 'pump.csv')

/** Everything a run writes goes to `target`, but the history and what the test put there. */
const analyse = (cwd: string, ...flags: string[]) => acm(['analyze', history, ...flags], { cwd })

const mounts: string[] = []
afterAll(() => {
  for (const mount of mounts) execFileSync('umount', [mount])
})

/** A file system of its own, or why this machine cannot have one. */
function mounted(options: string): { readonly path?: string; readonly reason?: string } {
  const path = folder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' })
    mounts.push(path)
    return { path }
  } catch (error) {
    return { reason: `a small file system cannot be mounted here: ${(error as Error).message.trim()}` }
  }
}

describe('whole files', () => {
  test('have no name before the commit and no temporary name after it', async () => {
    const path = join(folder(), 'deep/er/report.html')
    const files = new WholeFiles()
    await files.write(path, ['one ', 'two'])
    expect(existsSync(path)).toBe(false)
    expect(readFileSync(temporaryName(path), 'utf8')).toBe('one two')
    files.commit()
    expect(readFileSync(path, 'utf8')).toBe('one two')
    expect(existsSync(temporaryName(path))).toBe(false)
  })

  test('leave the old file and nothing else where the writing fails', async () => {
    const path = file('old')
    const files = new WholeFiles()
    const failing = function* () {
      yield 'half'
      throw new Error('the source failed')
    }
    await expect(files.write(path, failing())).rejects.toThrow('the source failed')
    files.discard()
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(filesIn(join(path, '..'))).toEqual(['machine.csv'])
  })

  test('a target that cannot be written is told before any work', () => {
    const path = file('a file')
    expect(() => checkTarget(join(path, 'below'))).toThrow(/is a file, not a folder/)
    expect(() => checkTarget(join(path, '..'))).toThrow(/it is a folder/)
    expect(() => checkTarget(join(folder(), 'new', 'file'))).not.toThrow()
  })
})

describe('a store that cannot be written is refused with 4 and nothing is left', () => {
  test('its path is a folder', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'acm.db'))
    const { code, stderr } = await analyse(cwd, '--store', 'acm.db')
    expect(code).toBe(4)
    expect(stderr).toMatch(/ACM-STORE-.*acm\.db.*\n {2}cure: \S/)
    expect(filesIn(cwd)).toEqual(['acm.db'])
  })

  test('its folder is on a read-only file system', async ({ skip }) => {
    const { path, reason } = mounted('ro,size=64k')
    const cwd = folder()
    const { code, stderr } = await analyse(cwd, '--store', join(path ?? skip(reason), 'acm.db'))
    expect(code).toBe(4)
    expect(stderr).toMatch(/ACM-STORE-.*read-only/)
    expect(filesIn(cwd)).toEqual([])
  })

  test('its folder may not be written', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere')
    const cwd = folder()
    chmodSync(cwd, 0o555)
    expect(await analyse(cwd)).toMatchObject({ code: 4, stderr: expect.stringContaining('ACM-STORE-') })
    chmodSync(cwd, 0o755)
    expect(filesIn(cwd)).toEqual([])
  })

  test('it is not a database', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'notes.txt'), 'these are my notes, and they are long enough to be taken for a database header '.repeat(20))
    const before = readFileSync(join(cwd, 'notes.txt'))
    const { code, stderr } = await analyse(cwd, '--store', 'notes.txt')
    expect(code).toBe(4)
    expect(stderr).toContain('ACM-STORE-NOT-A-DATABASE')
    expect(readFileSync(join(cwd, 'notes.txt'))).toEqual(before)
    expect(filesIn(cwd)).toEqual(['notes.txt'])
  })

  test('another process holds its lock', async () => {
    const cwd = folder()
    expect((await analyse(cwd, '--no-report')).code).toBe(0)
    const path = join(cwd, '.acm/acm.db')
    const other = new DatabaseSync(path)
    other.exec('begin immediate')
    const { code, stderr } = await analyse(cwd, '--seed', '1')
    other.exec('rollback')
    other.close()
    expect(code).toBe(4)
    expect(stderr).toMatch(/ACM-STORE-LOCKED/)
    expect(filesIn(cwd).filter((name) => name.endsWith('.html') || name.endsWith('.tmp'))).toEqual([])
    await using store = await openStore(path)
    expect(await store.listRuns()).toHaveLength(1)
  }, 30_000)
})

describe('a full disk is told with 4, and what was there before is intact', () => {
  test('under the store', async ({ skip }) => {
    const { path, reason } = mounted('size=64k')
    const store = join(path ?? skip(reason), 'acm.db')
    const cwd = folder()
    const { code, stderr } = await analyse(cwd, '--store', store)
    expect(code).toBe(4)
    expect(stderr).toMatch(/ACM-STORE-FULL.*\n( {2}where.*\n)? {2}cure: Free some space/)
    expect(filesIn(cwd)).toEqual([])
  })

  test('under the report', async ({ skip }) => {
    const { path, reason } = mounted('size=12k')
    const cwd = path ?? skip(reason)
    writeFileSync(join(cwd, 'acm-report-pump.html'), 'the last report')
    const { code, stderr } = await analyse(cwd, '--no-store')
    expect(code).toBe(4)
    expect(stderr).toMatch(/could not write acm-report-pump\.html: the disk is full/)
    expect(filesIn(cwd)).toEqual(['acm-report-pump.html'])
    expect(readFileSync(join(cwd, 'acm-report-pump.html'), 'utf8')).toBe('the last report')
  })

  test('under a simulation', async ({ skip }) => {
    const { path, reason } = mounted('size=64k')
    const cwd = path ?? skip(reason)
    const { code, stderr } = await acm(['simulate', 'pump.csv'], { cwd })
    expect(code).toBe(4)
    expect(stderr).toMatch(/could not write pump\.csv: the disk is full/)
    expect(filesIn(cwd)).toEqual([])
  })
})

test('a file that changes while it is read is refused with 3', async () => {
  const path = file('')
  await acm(['simulate', path, '--force', '--rows', '60000', '--sensors', '30'])
  const cwd = folder()
  const writing: { timer?: NodeJS.Timeout } = {}
  const { code, stderr } = await acm(['analyze', path], {
    cwd,
    meanwhile: () => {
      writing.timer = setInterval(() => appendFileSync(path, '2024-06-01 00:00:00,1,2,3\n'), 10)
    },
  })
  clearInterval(writing.timer)
  expect(code).toBe(3)
  expect(stderr).toMatch(/ACM-DATA-CHANGED/)
  expect(filesIn(cwd)).toEqual([])
}, 60_000)

test('the same run twice is one run in the store', async () => {
  const cwd = folder()
  for (let i = 0; i < 2; i++) expect((await analyse(cwd)).code).toBe(0)
  await using store = await openStore(join(cwd, '.acm/acm.db'))
  expect(await store.listRuns('pump')).toHaveLength(1)
})

test('acm demo needs nothing and names what it wrote', async () => {
  const cwd = folder()
  const { code, stdout, stderr } = await acm(['demo'], { cwd })
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(14)
  expect(stdout).toMatch(/bearing_temperature_DE|vibration_DE/)
  expect(stderr).toContain('Report    acm-demo/acm-report-pump.html')
  expect(filesIn(join(cwd, 'acm-demo')).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(['acm-report-pump.html', 'acm.db', 'pump.csv'])
  expect(readFileSync(join(cwd, 'acm-demo/acm-report-pump.html'), 'utf8')).toMatch(/^<!doctype html>/i)
}, 60_000)

test('an analysis of 10,000 rows of 50 sensors, report and store included, takes less than 300 MB', async () => {
  const cwd = folder()
  await acm(['simulate', 'wide.csv', '--sensors', '50'], { cwd })
  const { code, stderr } = await acm(['analyze', 'wide.csv', '--ignore', 'fault', '-v'], { cwd })
  expect(code).toBe(0)
  expect(Number(/^Memory {4}(\d+) MB/m.exec(stderr)?.[1])).toBeLessThan(300)
}, 60_000)
