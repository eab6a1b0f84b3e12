import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { absent, countInk, ink, loaded, opening, skipped } from '../../../test/chromium.ts'
import { renderReport } from '../dist/index.js'
import { healthy, hostile, many, ongoing } from './fixtures.ts'

test.skipIf(absent).each(Object.entries({ healthy, ongoing, many, hostile }))(
  `${skipped}%s: every chart is drawn and no script fails`,
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

test.skipIf(absent)(
  `${skipped}no canvas is left blank`,
  () => {
    // The counter's own script needs the policy out of the way.
    const page = renderReport(ongoing())
      .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
      .replace('</body>', () => `<script type="module">${countInk}</script></body>`)
    expect(ink(loaded(page))).toBeGreaterThan(1_000)
  },
  120_000,
)

test.skipIf(absent)(
  `${skipped}a browser writes the same bytes as Node`,
  async () => {
    const contents = `import { renderReport } from '@acm/report'
import { ongoing } from './fixtures.ts'
document.documentElement.dataset.report = encodeURIComponent(renderReport(ongoing()))`
    const { outputFiles } = await build({ stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, format: 'esm', write: false })
    const document = loaded(`<!doctype html><script type="module">${outputFiles[0].text}</script>`)
    const written = decodeURIComponent(/data-report="([^"]*)"/.exec(opening(document))?.[1] ?? '')
    expect(written === renderReport(ongoing())).toBe(true)
  },
  120_000,
)
