// The kernels out of one bundled file: a team at work in Node and in Chromium's Web Worker, with the same bits; where there is none, the reason.
// Without Chromium its tests skip, in CI they fail.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { type Answer, answer, type Question } from './bundled/answer.ts'
import { browser, type Page, posted } from './bundled/chromium.ts'

const here = join(import.meta.dirname, 'bundled')
const folder = mkdtempSync(join(tmpdir(), 'acm-kernels-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function bundled(entry: string, options: BuildOptions): Promise<string> {
  const made = await build({ entryPoints: [join(here, entry)], bundle: true, format: 'esm', write: false, ...options })
  return made.outputFiles?.[0].text ?? ''
}

const alone = await answer({ backend: 'wasm' })
const team = { name: 'wasm-threads', threads: 3, reasons: {} }

test('what is compared: order statistics and extrema have the bits of the plain meaning', async () => {
  const { rollingMedian, rollingMinMax } = (await answer({ backend: 'reference' })).digests
  expect(alone.digests).toMatchObject({ rollingMedian, rollingMinMax })
})

describe.each(['esm', 'cjs'] as const)('in Node, bundled as %s', (format) => {
  test.each([false, true])('a team works, started beforehand: %s', async (started) => {
    const outfile = join(folder, `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`)
    await bundled('in-node.ts', { platform: 'node', format, outfile, write: true })
    const told = execFileSync(process.execPath, [outfile, JSON.stringify({ threads: 3, started } satisfies Question)], { timeout: 20_000 })
    expect(JSON.parse(told.toString())).toEqual({ info: team, digests: alone.digests })
  })
})

const absent = !existsSync(browser) && process.env.CI !== 'true'
const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
const inWorker = `<script>new Worker('/script.js' + location.search, { type: 'module' })</script>`
const onPage = `<script type="module" src="/script.js"></script>`

describe.skipIf(absent)(`in Chromium${absent ? ` (skipped: ${browser} is not installed)` : ''}`, async () => {
  const files = { '/script.js': await bundled('in-browser.ts', {}), '/team.js': await bundled('../../dist/backend/worker.js', {}) }
  const ask = async (page: Partial<Page> & { html: string }, question: Question): Promise<Answer & { error?: string }> =>
    JSON.parse(await posted({ files: { ...files, '/': page.html }, headers: page.headers ?? {} }, encodeURIComponent(JSON.stringify(question))))
  const passedOver = (reason: string): Answer => ({
    info: { name: 'wasm', threads: 1, reasons: { 'wasm-threads': reason } },
    digests: alone.digests,
  })

  test('a Web Worker of an isolated page has a team, with Node’s bits', async () => {
    const told = await ask({ html: inWorker, headers: isolated }, { threads: 3, started: true })
    expect(told).toEqual({ info: team, digests: alone.digests })
  })

  test.each([
    ['no `start()` was awaited', inWorker, isolated, false, 'a browser starts a team only while it is waited for: `await start()`'],
    ['the page is not isolated', inWorker, {}, true, 'this host has no shared memory (a page needs cross-origin isolation for it)'],
    ['it is the main thread', onPage, isolated, true, 'the main thread of a browser may not wait for a team (a Web Worker may)'],
  ])('one thread where %s, and the reason', async (_, html, headers, started, reason) => {
    expect(await ask({ html, headers }, { threads: 3, started })).toEqual(passedOver(reason))
  })

  test('a policy that forbids the team’s workers is an error at once, and their script may be served instead', async () => {
    const page = { html: inWorker, headers: { ...isolated, 'content-security-policy': "default-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'" } }
    expect((await ask(page, { threads: 3, started: true })).error).toMatch(/^Error: a worker of the team did not start: .*worker-src blob:/)
    expect(await ask(page, { threads: 3, started: true, worker: '/team.js' })).toEqual({ info: team, digests: alone.digests })
  })
})
