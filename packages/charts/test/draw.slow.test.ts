import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { absent, countInk, ink, loaded, opening, skipped } from '../../../test/chromium.ts'
import { chartOf, chartStyle } from '../dist/index.js'

const rows = 500
const column = Float64Array.from({ length: rows }, (_, i) => Math.sin(i / 20))
const { spec } = chartOf({
  lines: [{ label: 'speed', role: 'value', unit: 'rpm', column }],
  time: Float64Array.from({ length: rows }, (_, i) => Date.UTC(2013, 4, 1) + i * 60_000),
  cadenceSeconds: 60,
  spans: [{ start: Date.UTC(2013, 4, 1, 2), end: Date.UTC(2013, 4, 1, 4), label: '1', kind: 'episode' }],
  sync: false,
})

/** The packages as they are shipped, bundled for a browser with what a face does with them. */
async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({ stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, format: 'esm', write: false })
  return outputFiles[0].text
}

test.skipIf(absent)(
  `${skipped}draws into an element of any page, to another width, and away again`,
  async () => {
    const script = await bundled(`import { draw } from '@acm/charts/draw'
const here = document.getElementById('here')
const drawn = draw(${JSON.stringify(spec)}, here)
const widths = [drawn.width]
drawn.resize(480)
document.documentElement.dataset.widths = [...widths, drawn.width]
draw(${JSON.stringify(spec)}, here).remove()`)
    const scripts = [script, countInk].map((text) => `<script type="module">${text}</script>`)
    const document = loaded(`<!doctype html><style>${chartStyle}</style><div id="here" style="width: 640px"></div>${scripts.join('')}`)
    expect(opening(document)).toContain('data-widths="640,480"')
    expect(document.match(/<canvas/g)).toHaveLength(1)
    expect(document).toContain('speed')
    expect(ink(document)).toBeGreaterThan(1_000)
  },
  120_000,
)

test('needs no document until it draws, and a face that draws nothing carries no uPlot', async () => {
  expect((await import('../dist/draw.js')).draw).toBeTypeOf('function')
  expect(await bundled(`import { moment } from '@acm/charts/format'; console.log(moment(0))`)).not.toContain('uplot')
  expect(await bundled(`import { chartOf } from '@acm/charts'; console.log(chartOf)`)).not.toMatch(/canvas/i)
})
