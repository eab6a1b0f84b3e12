// The page in a real browser, from disk. Chromium comes with `apt-get install chromium`; without it these tests skip, in CI they fail.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderReport } from '../dist/index.js'
import { healthy, hostile, many, ongoing } from './fixtures.ts'

const browser = '/usr/bin/chromium'
const absent = !existsSync(browser) && process.env.CI !== 'true'
const title = absent ? `skipped: ${browser} is not installed; ` : ''
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
function loaded(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'acm-report-'))
  try {
    const file = join(folder, 'report.html')
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

const opening = (document: string): string => /<html[^>]*>/.exec(document)?.[0] ?? ''

test.skipIf(absent).each(Object.entries({ healthy, ongoing, many, hostile }))(
  `${title}%s: every chart is drawn and no script fails`,
  (_, make) => {
    const page = renderReport(make())
    const wanted = page.match(/data-chart="/g)?.length ?? 0
    const document = loaded(page)
    expect(wanted).toBeGreaterThan(5)
    expect(opening(document)).toContain(`data-charts="${wanted}"`)
    expect(opening(document)).not.toContain('data-error')
    expect(document.match(/<canvas/g)).toHaveLength(wanted)
    expect(document.match(/<img/g)).toBeNull()
  },
  120_000,
)

/** Counts the opaque pixels of the emptiest canvas; its own script needs the policy out of the way. */
const inkCounter = `<script type="module">
document.documentElement.dataset.ink = Math.min(...[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  let ink = 0
  for (let i = 3; i < data.length; i += 4) if (data[i] > 200) ink++
  return ink
}))
</script></body>`

test.skipIf(absent)(
  `${title}no canvas is left blank`,
  () => {
    const page = renderReport(ongoing())
      .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
      .replace('</body>', () => inkCounter)
    expect(Number(/data-ink="(\d+)"/.exec(opening(loaded(page)))?.[1])).toBeGreaterThan(1_000)
  },
  120_000,
)
