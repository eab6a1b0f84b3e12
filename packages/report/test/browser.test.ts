import { expect, test } from 'vitest'
import { absent, countInk, ink, loaded, opening, skipped } from '../../charts/test/chromium.ts'
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
