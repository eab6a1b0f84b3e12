// The house in bundles: what browsers need bundles for them, unshimmed, and gives there what it gives in Node; the command line bundles for Node,
// with its threads.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { simulatedCsv } from '@acm/simulator'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { judged } from './bundled/judge.ts'
import { absent, posted, skipped } from './chromium.ts'

const here = join(import.meta.dirname, 'bundled')
const packages = join(import.meta.dirname, '../packages')
const folder = mkdtempSync(join(tmpdir(), 'acm-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

const inBrowser = { bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' } as const

describe('bundles for a browser', () => {
  test.each([
    '@acm/contract',
    '@acm/kernels',
    '@acm/pipeline',
    '@acm/readers',
    '@acm/charts',
    '@acm/charts/draw',
    '@acm/report',
    '@acm/simulator',
    '@acm/monitor',
    '@acm/monitor/formats',
  ])('%s', async (name) => {
    const made = await build({ ...inBrowser, stdin: { contents: `export * from '${name}'`, resolveDir: here } })
    expect(made.warnings).toEqual([])
    expect(made.outputFiles[0].text).not.toMatch(/\b(?:from|require\() ?["']node:/)
  })

  test('and a part of Node would be told', async () => {
    await expect(build({ ...inBrowser, stdin: { contents: `export * from '@acm/readers/node'`, resolveDir: here } })).rejects.toThrow(/node:fs/)
  })
})

const csv = [...simulatedCsv({ kind: 'pump', rows: 3000, fault: 'bearing', seed: 3 })].join('')

describe.skipIf(absent)(`${skipped}in Chromium's Web Worker`, async () => {
  const { outputFiles } = await build({ ...inBrowser, entryPoints: [join(here, 'in-worker.ts')] })
  const html = `<script>new Worker('/worker.js', { type: 'module' })</script>`
  const files = { '/': html, '/worker.js': outputFiles[0].text, '/history.csv': csv }
  const inNode = await judged(new Blob([csv]))

  test('the same history has the same hash as in Node, on one thread', async () => {
    expect(JSON.parse(await posted({ files, headers: {} }, ''))).toEqual({ ...inNode, backend: 'wasm' })
  })

  test('and with a team, where the page is isolated', async () => {
    const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
    expect(JSON.parse(await posted({ files, headers }, ''))).toEqual({ ...inNode, backend: 'wasm-threads' })
  })
})

test('the command line is a bundle, and starts its team from there', () => {
  const history = join(folder, 'history.csv')
  writeFileSync(history, csv)
  const args = ['analyze', history, '--no-store', '--no-report', '--json', '--threads', '2', '--ignore', 'fault']
  const run = (...program: string[]) =>
    JSON.parse(execFileSync(process.execPath, [...program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }).toString())
  const loose = `import('${pathToFileURL(join(packages, 'cli/dist/index.js'))}').then(({ main }) => main(process.argv.slice(1)))`
  const [bundled, built] = [run(join(packages, 'cli/bin/acm.js')), run('-e', loose, '--')]
  expect(bundled.backend).toMatchObject({ name: 'wasm-threads', threads: 2 })
  expect(bundled.resultHash).toMatch(/^[0-9a-f]{64}$/)
  expect(bundled.resultHash).toBe(built.resultHash)
})
