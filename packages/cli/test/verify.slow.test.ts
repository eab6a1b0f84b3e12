import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { acm, file, folder } from './acm.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A copy of one family's stored values, changed. */
function values(family: string, change: (content: { cases: { exact: Record<string, number | string> }[] }) => void): string {
  const content = JSON.parse(readFileSync(join(root, 'oracle', `${family}.json`), 'utf8'))
  change(content)
  return dirname(file(JSON.stringify(content), `${family}.json`))
}

describe('acm verify', () => {
  test('holds every kernel to its bound on every engine, with 0', async () => {
    const { code, stdout, stderr } = await acm(['verify', '--threads', '2'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^function +backend +cases +numbers +error +bound +in +verdict$/m)
    for (const backend of ['wasm-threads', 'wasm', 'reference']) expect(stdout).toMatch(new RegExp(`^rollingMedian +${backend} .* ok$`, 'm'))
    expect(stdout).toMatch(/kernels, [\d,]+ numbers: every bound is kept\n$/)
  })

  test('says where a kernel departs from a stored value, with 1', async () => {
    const wrong = values('robust', ({ cases }) => {
      cases[0].exact.median = (cases[0].exact.median as number) + 1e-15
    })
    const { code, stdout } = await acm(['verify', '--values', wrong, '--backend', 'wasm'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^median +wasm .* FAILED$/m)
    expect(stdout).toMatch(/^FAILED median on wasm: noise, odd count, out\[0\] is -?\d\S*, exactly -?\d\S*$/m)
    expect(stdout).toMatch(/1 of 6 proofs failed\n$/)
  })

  test('--json is one object', async () => {
    const { code, stdout, stderr } = await acm(['verify', '--json', '--threads', '1'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { schemaVersion, passed, proofs, skipped, unread } = JSON.parse(stdout)
    expect({ schemaVersion, passed, skipped, unread }).toEqual({
      schemaVersion: 1,
      passed: true,
      skipped: { 'wasm-threads': 'only 1 thread is to be used' },
      unread: [],
    })
    expect(proofs).toContainEqual(expect.objectContaining({ kernel: 'gram', backend: 'wasm', bound: 4, passed: true }))
  })

  test('--json of a failure is one object too, infinities as text', async () => {
    const wrong = values('robust', ({ cases }) => Object.assign(cases[0].exact, { mean: null }))
    const { code, stdout } = await acm(['verify', '--json', '--values', wrong, '--backend', 'reference'])
    expect(code).toBe(1)
    const { passed, proofs } = JSON.parse(stdout)
    expect(passed).toBe(false)
    expect(proofs.find(({ kernel }: { kernel: string }) => kernel === 'mean')).toMatchObject({
      passed: false,
      error: 'Infinity',
      worst: { error: 'Infinity', exact: 'NaN', output: 'out', index: 0 },
    })
  })

  test('does not pass over values it cannot read', async () => {
    const { code, stdout } = await acm([
      'verify',
      '--backend',
      'reference',
      '--values',
      values('robust', ({ cases }) => {
        cases[3].exact.mad = 'small'
      }),
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('UNREAD robust.cases[3]: its exact values are not numbers of out (mad)')
  })

  test.each([
    ['a folder that is not there', () => '/nowhere/at/all', 'cannot be read'],
    ['a file that is not JSON', () => dirname(file('{', 'robust.json')), 'cannot be read'],
    ['a folder without values', () => folder(), 'there are no stored values'],
  ])('of %s is 4 with a cure', async (_, make, text) => {
    const { code, stderr } = await acm(['verify', '--values', make()])
    expect(code).toBe(4)
    expect(stderr).toContain(text)
    expect(stderr).toMatch(/cure: \S/)
  })

  test('a forced engine that does not run here is a failure', async () => {
    const { code, stderr } = await acm(['verify', '--backend', 'wasm-threads', '--threads', '1'])
    expect(code).toBe(1)
    expect(stderr).toContain('backend wasm-threads is not available here: only 1 thread is to be used')
  })
})

test('the published files alone hold the stored values and what reads them', async () => {
  const installed = join(folder(), 'node_modules/@acm')
  for (const name of readdirSync(join(root, 'packages'))) {
    const source = join(root, 'packages', name)
    const { files } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { files: string[] }
    mkdirSync(join(installed, name), { recursive: true })
    for (const entry of ['package.json', ...files]) cpSync(join(source, entry), join(installed, name, entry), { recursive: true })
  }
  for (const dependency of ['kysely', 'smol-toml'])
    if (existsSync(join(root, 'node_modules', dependency))) symlinkSync(join(root, 'node_modules', dependency), join(installed, '..', dependency))
  const program = join(installed, 'cli/bin/acm.js')
  const stdout = execFileSync(process.execPath, [program, 'verify', '--json', '--backend', 'wasm'], { cwd: folder(), encoding: 'utf8' })
  expect(JSON.parse(stdout)).toMatchObject({ passed: true, unread: [] })
})
