// Pages in a real browser, from disk or from a server of our own. Chromium comes with `apt-get install chromium`; without it such tests skip, in CI they fail.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export const browser = '/usr/bin/chromium'
export const absent = !existsSync(browser) && process.env.CI !== 'true'
/** Stands before the name of a test that needs it. */
export const skipped = absent ? `skipped: ${browser} is not installed; ` : ''
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Page {
  /** Its files by path; `/` is the page. */
  readonly files: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

const typeOf = (path: string): string => (path === '/' ? 'text/html' : 'text/javascript')

/** Opens `/?query` of the page, and resolves to what it posts to `/answer`. */
export async function posted({ files, headers }: Page, query: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'acm-page-'))
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'POST') return resolve(request)
    response.writeHead(pathname in files ? 200 : 404, { ...headers, 'content-type': typeOf(pathname) }).end(files[pathname])
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const page = spawn(browser, [...quiet, `--user-data-dir=${profile}`, '--remote-debugging-port=0', `http://127.0.0.1:${port}/?${query}`], {
    stdio: 'ignore',
  })
  try {
    return await text(await promise)
  } finally {
    const gone = new Promise((exited) => page.once('exit', exited))
    page.kill('SIGKILL')
    await gone
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The page's document after its scripts ran, as text. */
export function loaded(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'acm-page-'))
  try {
    const file = join(folder, 'page.html')
    writeFileSync(file, page)
    const args = [...quiet, `--user-data-dir=${join(folder, 'profile')}`, '--window-size=1280,900', '--dump-dom', `file://${file}`]
    return execFileSync(browser, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 90_000,
      maxBuffer: 1e8,
      env: { ...process.env, TZ: 'America/New_York' },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The root's tag with its attributes. */
export const opening = (document: string): string => /<html[^>]*>/.exec(document)?.[0] ?? ''

/** Script that counts the opaque pixels of the emptiest canvas into `data-ink` of the root. */
export const countInk = `document.documentElement.dataset.ink = Math.min(...[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  let ink = 0
  for (let i = 3; i < data.length; i += 4) if (data[i] > 200) ink++
  return ink
}))`

export const ink = (document: string): number => Number(/data-ink="(\d+)"/.exec(opening(document))?.[1])
