// The command line on a PostgreSQL store: the same verbs, and no password on the screen.
import { expect, test } from 'vitest'
import { newDatabase, postgresServer } from '../../store/test/places.ts'
import { acm, folder } from './acm.ts'

const server = postgresServer()

test.skipIf(server === undefined)('train, score, list and say on a database; its password is shown nowhere', async () => {
  const { at } = await newDatabase(server as string)
  const cwd = folder()
  const fine = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await acm(args, { cwd })
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toContain(new URL(at).password)
    return stdout + stderr
  }
  await fine('simulate', 'pump.csv', '--rows', '2000', '--seed', '4')
  const kept = ['--store', at, '--asset', 'pump']
  expect(await fine('analyze', 'pump.csv', '--ignore', 'fault', '--no-report', ...kept)).toContain(`Store     postgres://acm@`)
  expect(await fine('runs', 'list', ...kept)).toMatch(/pump .* 2000 /)
  await fine('episodes', 'comment', '1', 'looked at', ...kept)
  expect(await fine('episodes', 'show', '1', ...kept)).toContain('looked at')
  expect(await fine('doctor', '--store', at)).toMatch(/store +ok +postgres:\/\/acm@\S+: 1 runs/)
})

test('an address that cannot be reached is 4, and says where without the password', async () => {
  const { code, stderr } = await acm(['runs', 'list', '--store', 'postgres://plant:guessed@127.0.0.1:1/acm'])
  expect(code).toBe(4)
  expect(stderr).toContain('ACM-STORE-UNREACHABLE')
  expect(stderr).not.toContain('guessed')
})
