// A page in a real browser, from disk. Chromium comes with `apt-get install chromium`; without it such tests skip, in CI they fail.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const browser = '/usr/bin/chromium'
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
