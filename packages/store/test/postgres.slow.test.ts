import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { basename, join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { openStore } from '../dist/index.js'
import { temporaryFolder } from './database-file.ts'
import { describeModels } from './describe-models.ts'
import { describeStore } from './describe-store.ts'
import { describeWatching } from './describe-watching.ts'
import { exampleRun } from './example-run.ts'
import { askPostgres, newDatabase, postgresServer } from './places.ts'
import { problemOf } from './problem-of.ts'
import { mountable, smallDisk } from './small-disk.ts'

const server = postgresServer()

describe.skipIf(!server)('PostgreSQL', () => {
  const newPlace = () => newDatabase(server as string)
  const changed = (address: string, change: (url: URL) => void) => {
    const url = new URL(address)
    change(url)
    return url.href
  }

  describeStore(newPlace)
  describeModels(newPlace)
  describeWatching(newPlace)

  test('a store is on a server, for many', async () => {
    await using store = await openStore((await newPlace()).at)
    expect(store.capabilities).toEqual({ dialect: 'postgres', durable: true, concurrentWriters: true, networked: true })
  })

  test('NUL, which its text cannot hold, becomes the sign for it', async () => {
    await using store = await openStore((await newPlace()).at)
    const run = exampleRun({ rows: 2 })
    const of = (cell: string) => ({ ...run, source: { ...run.source, rejected: [{ file: 'a.csv', line: 3, reason: 'not a number', cell }] } })
    const { runId } = await store.saveRun(of('1\0 2'))
    expect(await store.run(runId)).toStrictEqual(of('1␀ 2'))
  })

  test('several open the same new store at the same moment, and all see one', async () => {
    const place = await newPlace()
    const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(place.at)))
    await stores[0].saveRun(exampleRun())
    expect(await stores[7].listRuns()).toHaveLength(1)
    await Promise.all(stores.map((store) => store.close()))
  })

  describe('problems say where without the password', () => {
    test.each<[string, string, (url: URL) => void]>([
      [
        'a server that does not run',
        'ACM-STORE-UNREACHABLE',
        (url) => {
          url.port = '1'
        },
      ],
      [
        'a host that does not exist',
        'ACM-STORE-UNREACHABLE',
        (url) => {
          url.hostname = 'nowhere.invalid'
        },
      ],
      [
        'a wrong password',
        'ACM-STORE-REFUSED',
        (url) => {
          url.password = 'guessed-wrong'
        },
      ],
      [
        'a database that does not exist',
        'ACM-STORE-REFUSED',
        (url) => {
          url.pathname = 'absent'
        },
      ],
      ['a schema that does not exist', 'ACM-STORE-REFUSED', (url) => url.searchParams.set('options', '-c search_path=absent')],
    ])('%s', async (_, code, change) => {
      const address = changed((await newPlace()).at, change)
      const problem = await problemOf(openStore(address))
      expect(problem.code).toBe(code)
      expect(problem.where).toContain(new URL(address).host)
      const { password } = new URL(address)
      expect(JSON.stringify(problem) + problem.message).not.toContain(password)
    })

    test('an address that is none', async () => {
      const problem = await problemOf(openStore('postgres://user:secret@host:port/database'))
      expect(problem.code).toBe('ACM-STORE-REFUSED')
      expect(JSON.stringify(problem)).not.toContain('secret')
    })

    test('a user who may not make tables', async () => {
      const place = await newPlace()
      const name = `reader_${new URL(place.at).pathname.slice(5)}`
      await place.ask(`create user ${name} password 'reads'`)
      const address = changed(place.at, (url) => Object.assign(url, { username: name, password: 'reads' }))
      expect(await problemOf(openStore(address))).toMatchObject({ code: 'ACM-STORE-NOT-WRITABLE' })
      expect(await place.tableNames()).toEqual([])
    })

    test('the database of another program stays as it is', async () => {
      const place = await newPlace()
      await place.ask('create table bookmark (url text)')
      expect((await problemOf(openStore(place.at))).message).toContain('bookmark')
      expect(await place.tableNames()).toEqual(['bookmark'])
    })

    test('a store of a newer version stays as it is', async () => {
      const place = await newPlace()
      await (await openStore(place.at)).close()
      await place.ask("insert into acm_migration values ('9999-better', '2031-01-01T00:00:00.000Z')")
      expect(await problemOf(openStore(place.at))).toMatchObject({ code: 'ACM-STORE-NEWER' })
    })

    test('an asset that another keeps locked holds up nobody who writes of another', async () => {
      const place = await newPlace()
      await using store = await openStore(place.at, { busyTimeoutMs: 100 })
      await store.saveRun(exampleRun())
      const other = new pg.Client({ connectionString: place.at })
      await other.connect()
      await other.query('begin; select key from asset for update')
      expect(await problemOf(store.saveRun(exampleRun({ seed: 2 })))).toMatchObject({ code: 'ACM-STORE-LOCKED' })
      await store.saveScored(exampleRun({ asset: 'fan' }), { body: '{}', lastTime: 1 })
      await store.saveModel({ asset: 'fan', maturity: 'CONVERGED', reason: '', summary: {}, body: '{}', promote: true })
      await other.query('commit')
      await other.end()
      expect(await store.saveRun(exampleRun({ seed: 2 }))).toMatchObject({ replaced: false })
    })

    test('a deadlock is done again', async () => {
      const place = await newPlace()
      await using store = await openStore(place.at)
      await store.saveRun(exampleRun())
      const other = new pg.Client({ connectionString: place.at })
      await other.connect()
      // It never looks for deadlocks; the store does after a second of waiting, and is the one to give way.
      await other.query("begin; set local deadlock_timeout = '1min'; lock table notice in exclusive mode")
      const saving = store.saveRun(exampleRun({ seed: 2 }))
      while (
        Number(
          (
            await place.ask(
              'select count(*) as n from pg_locks join pg_database on oid = database where datname = current_database() and not granted',
            )
          )[0].n,
        ) === 0
      );
      await other.query('select key from asset for update')
      await other.query('commit')
      await other.end()
      const { runId } = await saving
      expect(await store.run(runId)).toStrictEqual(exampleRun({ seed: 2 }))
      const counted = async () => Number((await place.ask('select deadlocks from pg_stat_database where datname = current_database()'))[0].deadlocks)
      await expect.poll(counted, { timeout: 20_000 }).toBeGreaterThan(0)
    })

    const ownDisk = mountable() && !process.env.ACM_POSTGRES
    test.skipIf(!ownDisk)('a full disk (needs the right to mount one): nothing of the run is there, the runs before are', async () => {
      using folder = temporaryFolder()
      using disk = smallDisk(join(folder.path, 'disk'), '24m')
      chmodSync(folder.path, 0o755)
      const name = basename(folder.path).toLowerCase().replaceAll('-', '_')
      const admin = (query: string) => askPostgres(server as string, query)
      try {
        execFileSync('chown', ['postgres', disk.path])
        await admin(`create tablespace ${name} location '${disk.path}'`)
        await admin(`create database ${name} tablespace ${name}`)
        const address = changed(server as string, (url) => {
          url.pathname = name
        })
        await using store = await openStore(address)
        const { runId } = await store.saveRun(exampleRun())
        expect(await problemOf(store.saveRun(exampleRun({ seed: 2, rows: 300_000 })))).toMatchObject({ code: 'ACM-STORE-FULL' })
        expect(await store.run(runId)).toStrictEqual(exampleRun())
        expect(await store.listRuns()).toHaveLength(1)
      } finally {
        await admin(`drop database if exists ${name} with (force)`)
        await admin(`drop tablespace if exists ${name}`)
      }
    })

    test('a connection that the server ends is told, and the next thing goes through', async () => {
      const place = await newPlace()
      await using store = await openStore(place.at)
      const sleeping = problemOf(
        store.saveRun(exampleRun()).then(async () => {
          for (;;) await store.listRuns()
        }),
      )
      const ended =
        'select count(pg_terminate_backend(pid)) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
      while (Number((await place.ask(ended))[0].n) === 0);
      expect(await Promise.race([sleeping, store.close().then(() => sleeping)])).toMatchObject({ code: 'ACM-STORE-UNREACHABLE' })
    })
  })
})
