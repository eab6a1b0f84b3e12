import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openStore } from '../dist/index.js'
import { ask, temporaryFolder } from './database-file.ts'
import { describeModels } from './describe-models.ts'
import { describeStore } from './describe-store.ts'
import { describeWatching } from './describe-watching.ts'
import { exampleRun } from './example-run.ts'
import { newFile } from './places.ts'

const files = temporaryFolder()
afterAll(() => files[Symbol.dispose]())

describeStore(() => newFile(files.path))
describeModels(() => newFile(files.path))
describeWatching(() => newFile(files.path))

describe('the file', () => {
  test('its folder is made, and runs outlive the store', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'deep', 'er', 'acm.db')
    const result = exampleRun()
    const first = await openStore(path)
    const { runId } = await first.saveRun(result)
    await first.close()
    await first.close()
    await using second = await openStore(path)
    expect(second.capabilities).toEqual({ dialect: 'sqlite', durable: true, concurrentWriters: false, networked: false })
    expect(await second.run(runId)).toStrictEqual(result)
  })

  test('closing leaves one file, even if the store was not used', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    for (let opening = 0; opening < 2; opening++) {
      const store = await openStore(path)
      expect(readdirSync(folder.path).length).toBeGreaterThan(1)
      await store.close()
      expect(readdirSync(folder.path)).toEqual(['acm.db'])
    }
  })

  test('it is in WAL mode and every foreign key holds', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'acm.db')
    {
      await using store = await openStore(path)
      await store.saveRun(exampleRun())
    }
    expect(ask(path, 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(ask(path, 'pragma foreign_key_check')).toEqual([])
    expect(ask(path, 'pragma foreign_key_list(signal)')).toMatchObject([{ table: 'run', on_delete: 'CASCADE' }])
  })

  test('a store in memory says that it is not durable', async () => {
    await using store = await openStore(':memory:')
    expect(store.capabilities.durable).toBe(false)
  })
})
