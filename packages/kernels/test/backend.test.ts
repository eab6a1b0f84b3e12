import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { decodeBase64 } from '../dist/backend/probe.js'
import { wasm } from '../dist/backend/program.js'
import { Team } from '../dist/backend/team.js'
import type { ProgramBackend } from '../dist/backend/wasm.js'
import { backend, configure, Matrix, matrix, start, stats } from '../dist/index.js'
import { engine } from '../dist/kernel/define.js'
import { all, fillings, generator, makeCase } from './cases.ts'
import { programEngine, use } from './engines.ts'

const kernel = all.find(({ definition }) => definition.name === 'gram') ?? all[0]
const columns = (rows: number, cols: number) => ({ values: Float64Array.from({ length: rows * cols }, (_, i) => i % 17), rows, cols })
afterAll(() => configure({ backend: 'wasm' }))

describe('the choice', () => {
  test('takes threads where there are two, and says why it passed over the better ones', () => {
    expect(configure({ threads: 2 })).toEqual({ name: 'wasm-threads', threads: 2, reasons: {} })
    expect(configure({ threads: 1 })).toEqual({ name: 'wasm', threads: 1, reasons: { 'wasm-threads': 'only 1 thread is to be used' } })
    expect(configure({ backend: 'reference' }).reasons).toEqual({ 'wasm-threads': 'reference was asked for', wasm: 'reference was asked for' })
    expect(backend().name).toBe('reference')
  })

  test.each([
    [{ threads: 0 }, 'threads was 0; a whole number from 1 to 64 is allowed'],
    [{ threads: 2.5 }, 'threads was 2.5; a whole number from 1 to 64 is allowed'],
    [{ backend: 'gpu' }, 'backend was "gpu"; allowed are auto, wasm-threads, wasm, reference'],
  ])('refuses %j', (options, message) => {
    expect(() => configure(options as never)).toThrow(new RangeError(message))
  })

  test('obeys ACM_BACKEND and ACM_THREADS, and the process ends by itself with a team asleep', () => {
    const script = `import { backend, gram } from '${join(import.meta.dirname, '../dist/index.js')}'
      gram({ values: new Float64Array(400_000), rows: 8000, cols: 50 }); console.log(backend().name, backend().threads)`
    const run = (env: Record<string, string>) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, ...env }, timeout: 20_000 })
        .toString()
        .trim()
    expect(run({ ACM_BACKEND: 'wasm-threads', ACM_THREADS: '3' })).toBe('wasm-threads 3')
    expect(run({ ACM_BACKEND: 'reference' })).toBe('reference 1')
  })
})

describe('a team', () => {
  test('of which no worker can start raises at once and says why', () => {
    const unshared = new WebAssembly.Module(decodeBase64(wasm))
    const { arena } = programEngine(2)
    const team = new Team(unshared, arena.memory, (bytes) => arena.allocate(bytes), 2)
    const since = performance.now()
    expect(() => team.startNow()).toThrow(/^a worker of the team did not start: LinkError: /)
    expect(performance.now() - since).toBeLessThan(5000)
  })

  test('started beforehand answers as one that starts on its first call', async () => {
    const before = configure({ threads: 2 })
    const made = makeCase(kernel.definition, 3000, 40, fillings.noise, generator(1))
    const expected = kernel(made.first, made.options)
    expect(await start({ threads: 2 })).toEqual(before)
    expect(kernel(made.first, made.options)).toEqual(expected)
    await expect(start({ threads: 0 })).rejects.toThrow(RangeError)
  })

  test('of which one member fails raises, and its next call works', () => {
    const team = programEngine(3) as ProgramBackend & { callTeam(name: string, args: number[]): void }
    use(team)
    const made = makeCase(kernel.definition, 500, 6, fillings.noise, generator(1))
    const before = kernel(made.first, made.options)
    const beyond = 3 * 2 ** 30
    expect(() => team.callTeam('gram', [beyond, 500, 6, beyond, beyond])).toThrow('kernel gram failed in a member of its team')
    expect(kernel(made.first, made.options)).toEqual(before)
    team.close()
  })

  // pcaFit shares columns, then meets at a barrier: of three columns only one lies where there is no memory.
  test.each([
    ['the calling one', (rows: number) => 2 ** 32 - rows * 8],
    ['a worker', (rows: number, memoryBytes: number) => memoryBytes - 2 * rows * 8],
  ])('is not kept waiting at a barrier by one member that fails: %s', (_, placeOf) => {
    const team = programEngine(3) as ProgramBackend & { callTeam(name: string, args: number[]): void }
    use(team)
    const fit = all.find(({ definition }) => definition.name === 'pcaFit') as (typeof all)[number]
    const made = makeCase(fit.definition, 300, 3, fillings.noise, generator(1), { variance: 0.9, components: 0 })
    const before = fit(made.first, made.options)
    const [center, vectors, eigenvalues, kept, scratch] = [3, 9, 3, 1, 10_000].map((length) => team.allocate(length).ptr)
    const x = placeOf(300, team.arena.memory.buffer.byteLength)
    expect(() => team.callTeam('pcaFit', [x, 300, 3, 0.9, 0, center, vectors, eigenvalues, kept, scratch])).toThrow(
      'kernel pcaFit failed in a member of its team',
    )
    expect(fit(made.first, made.options)).toEqual(before)
    team.close()
  })
})

describe('a Matrix', () => {
  test.each(['wasm', 'wasm-threads', 'reference'] as const)('on %s stays resident: in and out without a copy, freed by using', (name) => {
    configure({ backend: name, threads: 2 })
    const { values, rows, cols } = columns(300, 4)
    using x = matrix({ values, rows, cols })
    const out = kernel(x as never) as unknown as Matrix
    expect(out).toBeInstanceOf(Matrix)
    expect(out.toArray()).toEqual(kernel({ values, rows, cols }))
    out.free()
    expect(() => out.toArray()).toThrow('this Matrix was freed')
    expect(() => kernel(x as never, { out: x })).toThrow(RangeError)
  })

  test('of an engine no longer in use is refused', () => {
    configure({ backend: 'wasm' })
    const x = matrix(columns(10, 2))
    configure({ backend: 'wasm' })
    expect(() => kernel(x as never)).toThrow('x is a Matrix of the backend wasm that was in use before')
  })
})

describe('memory', () => {
  test('is where it was after a thousand calls', () => {
    configure({ backend: 'wasm' })
    const { arena } = engine() as ProgramBackend
    const made = makeCase(kernel.definition, 200, 5, fillings.noise, generator(1))
    for (let i = 0; i < 10; i++) kernel(made.first, made.options)
    const [used, size] = [arena.usedBytes, arena.memory.buffer.byteLength]
    for (let i = 0; i < 1000; i++) kernel(made.first, made.options)
    expect([arena.usedBytes, arena.memory.buffer.byteLength]).toEqual([used, size])
  })

  test('that cannot hold a matrix says what would fit', () => {
    configure({ backend: 'wasm' })
    expect(() => engine().allocate(2 ** 29)).toThrow(/4096 MiB do not fit into program memory: .* numbers fit; work in blocks of columns/)
  })
})

test('calls are counted', () => {
  configure({ backend: 'wasm' })
  const before = stats().get(kernel.definition.name)?.calls ?? 0
  kernel(columns(10, 2))
  expect(stats().get(kernel.definition.name)?.calls).toBe(before + 1)
})
