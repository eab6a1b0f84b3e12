import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, statfsSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openStore } from '../dist/index.js'
import { storeOn } from '../dist/sqlite/sqlite-store.js'
import { ask, dump, tableNames, temporaryFolder } from './database-file.ts'
import { exampleRun } from './example-run.ts'
import { problemOf } from './problem-of.ts'
import { mountable, smallDisk } from './small-disk.ts'

async function storeWithOneRun(path: string) {
  const store = await openStore(path)
  await store.saveRun(exampleRun())
  await store.close()
}

describe('a place that cannot be written', () => {
  // As root a mode forbids nothing; these places refuse everybody.
  test('a file where the folder should be', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'file', 'acm.db')
    writeFileSync(join(folder.path, 'file'), 'here first')
    const problem = await problemOf(openStore(path))
    expect(problem).toMatchObject({ code: 'ACM-STORE-NOT-WRITABLE', where: path })
    expect(problem.message).toMatch(/^the store cannot be written: E(EXIST|NOTDIR)/)
    expect(readFileSync(join(folder.path, 'file'), 'utf8')).toBe('here first')
  })

  test('a folder where the file should be', async () => {
    using folder = temporaryFolder()
    expect(await problemOf(openStore(folder.path))).toMatchObject({ code: 'ACM-STORE-NOT-WRITABLE', where: folder.path })
  })

  test.skipIf(process.platform !== 'linux')('a file system that makes no files (/proc, on Linux)', async () => {
    expect(await problemOf(openStore('/proc/acm.db'))).toMatchObject({ code: 'ACM-STORE-NOT-WRITABLE', where: '/proc/acm.db' })
    expect(await problemOf(openStore('/proc/acm/acm.db'))).toMatchObject({ code: 'ACM-STORE-NOT-WRITABLE' })
  })
})

describe('locked by another process', () => {
  const lockingProcess = fileURLToPath(new URL('locking-process.ts', import.meta.url))

  /** Another process has the lock when this resolves; it lets go by itself after `milliseconds`, or when told. */
  async function lockedBy(path: string, milliseconds: number | '' = '') {
    const child = spawn(process.execPath, [lockingProcess, path, String(milliseconds)], { stdio: ['pipe', 'pipe', 'inherit'] })
    const closed = once(child, 'close')
    await once(child.stdout, 'data')
    const letGo = async () => {
      child.stdin.end()
      await closed
    }
    return { letGo }
  }

  test('saving gives up after the busy timeout, and works once the other has gone', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    await using store = await openStore(path, { busyTimeoutMs: 150 })
    const { runId } = await store.saveRun(exampleRun())
    const other = await lockedBy(path)
    const begin = performance.now()
    const problem = await problemOf(store.saveRun(exampleRun({ seed: 2 })))
    const waited = performance.now() - begin
    expect(problem).toMatchObject({ code: 'ACM-STORE-LOCKED', where: path })
    expect(waited).toBeGreaterThanOrEqual(140)
    expect(waited).toBeLessThan(3000)
    expect(await store.run(runId), 'reading goes on').toStrictEqual(exampleRun())
    await other.letGo()
    expect(await store.saveRun(exampleRun({ seed: 2 }))).toMatchObject({ replaced: false })
  })

  test('saving waits for a lock that is let go in time', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    await using store = await openStore(path)
    const other = await lockedBy(path, 300)
    const begin = performance.now()
    await store.saveRun(exampleRun())
    expect(performance.now() - begin).toBeGreaterThan(100)
    await other.letGo()
    expect(await store.listRuns()).toHaveLength(1)
  })

  test('a new store cannot be made in a locked file', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    const other = await lockedBy(path)
    expect(await problemOf(openStore(path, { busyTimeoutMs: 50 }))).toMatchObject({ code: 'ACM-STORE-LOCKED', where: path })
    await other.letGo()
    await storeWithOneRun(path)
  })

  test('several processes make the same new store at the same moment', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    const program = `import { openStore } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      const store = await openStore(process.argv[1]); await store.close()`
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', program, path], { stdio: ['ignore', 'ignore', 'inherit'] }),
    )
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]))
    expect(codes).toEqual([0, 0, 0, 0])
    expect(tableNames(path)).toContain('run')
  })
})

describe('a full disk', () => {
  test('at the page limit of the database: nothing of the run is there, the runs before are, and a smaller one fits', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    const connection = new DatabaseSync(path)
    await using store = await storeOn(connection, path)
    await store.saveRun(exampleRun())
    const before = dump(path)
    const pages = Number(ask(path, 'pragma page_count')[0].page_count)
    connection.exec(`pragma max_page_count = ${pages + 20}`)
    const problem = await problemOf(store.saveRun(exampleRun({ seed: 2, rows: 5000 })))
    expect(problem).toMatchObject({ code: 'ACM-STORE-FULL', where: path })
    expect(problem.message).toBe('the disk is full, so the run was not stored: database or disk is full (SQLite 13)')
    expect(dump(path)).toEqual(before)
    expect(await store.saveRun(exampleRun({ seed: 3, rows: 20 }))).toMatchObject({ replaced: false })
    expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  test.skipIf(!mountable())('on a file system of 1 MiB (needs the right to mount one): the same', async () => {
    using folder = temporaryFolder()
    using disk = smallDisk(join(folder.path, 'disk'), '1m')
    const path = join(disk.path, 'acm.db')
    await using store = await openStore(path)
    await store.saveRun(exampleRun())
    const before = dump(path)
    expect(await problemOf(store.saveRun(exampleRun({ seed: 2, rows: 20_000 })))).toMatchObject({ code: 'ACM-STORE-FULL', where: path })
    expect(dump(path)).toEqual(before)
    expect(ask(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  test.skipIf(!mountable())('with no room even for the tables (needs the right to mount)', async () => {
    using folder = temporaryFolder()
    using disk = smallDisk(join(folder.path, 'disk'), '1m')
    const filler = openSync(join(disk.path, 'filler'), 'w')
    const { bavail, bsize } = statfsSync(disk.path)
    writeSync(filler, new Uint8Array(bavail * bsize))
    closeSync(filler)
    expect(await problemOf(openStore(join(disk.path, 'acm.db')))).toMatchObject({ code: 'ACM-STORE-FULL' })
    expect(await problemOf(openStore(join(disk.path, 'deeper', 'acm.db')))).toMatchObject({ code: 'ACM-STORE-FULL' })
    truncateSync(join(disk.path, 'filler'), 0)
    await storeWithOneRun(join(disk.path, 'acm.db'))
  })
})

describe('a file that is not ours', () => {
  test.each([
    ['one word', 'hello'],
    ['a table of a plant', 'time;bearing;flow\n2024-03-01 00:00;61,2;4,0\n'.repeat(100)],
    ['bytes', new Uint8Array(9000).fill(0x5a)],
  ])('%s is not a database, and stays as it is', async (_, content) => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    writeFileSync(path, content)
    expect(await problemOf(openStore(path))).toMatchObject({ code: 'ACM-STORE-NOT-A-DATABASE', where: path })
    expect(readFileSync(path)).toEqual(Buffer.from(content))
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  test('the database of another program stays as it is', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'bookmarks.db')
    ask(path, 'create table bookmark (url text)')
    const content = readFileSync(path)
    const problem = await problemOf(openStore(path))
    expect(problem).toMatchObject({ code: 'ACM-STORE-FOREIGN', where: path })
    expect(problem.message).toContain('bookmark')
    expect(readFileSync(path)).toEqual(content)
  })

  test('an empty file becomes a store', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    writeFileSync(path, '')
    await storeWithOneRun(path)
  })

  test('a store of a newer version stays as it is', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    await storeWithOneRun(path)
    ask(path, "insert into acm_migration values ('9999-better', '2031-01-01T00:00:00.000Z') returning name")
    const content = readFileSync(path)
    const problem = await problemOf(openStore(path))
    expect(problem).toMatchObject({ code: 'ACM-STORE-NEWER', where: path })
    expect(problem.message).toMatch(/its schema is at 9999-better, this program knows 0014-condition/)
    expect(readFileSync(path)).toEqual(content)
  })
})

test('a damaged store is said to be damaged', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'acm.db')
  await storeWithOneRun(path)
  const file = openSync(path, 'r+')
  // The first page stays: it is a database, but its tables lead nowhere.
  writeSync(file, new Uint8Array(8192).fill(0xff), 0, 8192, 4096)
  ftruncateSync(file, 12_288)
  closeSync(file)
  expect(await problemOf(openStore(path).then((store) => store.listRuns()))).toMatchObject({ code: 'ACM-STORE-DAMAGED', where: path })
})
