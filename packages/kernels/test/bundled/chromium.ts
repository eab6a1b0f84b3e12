// Chromium on pages of a server of our own. It comes with `apt-get install chromium`.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export const browser = '/usr/bin/chromium'
const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync']

export interface Page {
  /** Its files by path; `/` is the page. */
  readonly files: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

const typeOf = (path: string): string => (path === '/' ? 'text/html' : 'text/javascript')

/** Opens `/?query` of the page, and resolves to what it posts to `/answer`. */
export async function posted({ files, headers }: Page, query: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'acm-kernels-'))
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
