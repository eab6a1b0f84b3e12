import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { renderReport } from '../dist/index.js'
import { attack, healthy, hostile, many, ongoing, runResult } from './fixtures.ts'

const pages = { healthy, ongoing, many, hostile }
const cases = Object.entries(pages)
const withoutScripts = (page: string): string => page.replace(/<(script|style)\b.*?<\/\1>/gs, '')
const voidElements = new Set(['meta', 'br'])

/** Names of elements left open or closed out of turn. */
function unbalanced(page: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, slash, name] of withoutScripts(page).matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:[^"'>]|"[^"]*"|'[^']*')*>/g)) {
    if (voidElements.has(name)) continue
    if (slash === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}

test.each(cases)('%s: every element is closed in turn', (_, make) => expect(unbalanced(renderReport(make()))).toEqual([]))

test.each(cases)('%s: no address, no loaded resource', (_, make) => {
  const page = renderReport(make())
  expect(page.match(/https?:|\bwss?:|@import|url\(|<link|<iframe|sourceMappingURL/g)).toBeNull()
  const attributeNames = withoutScripts(page).replace(/"[^"]*"/g, '""')
  expect(attributeNames.match(/<[a-z]+[^>]*\s(src|srcset|action|style|on[a-z]+)=/g)).toBeNull()
})

test('the policy allows exactly the scripts and the style that stand on the page', () => {
  const page = renderReport(ongoing())
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
  const bodies = [...page.matchAll(/<(style|script|script type="module")>(.*?)<\/(?:style|script)>/gs)].map((match) => match[2])
  expect(bodies).toHaveLength(2)
  for (const body of bodies) expect(policy).toContain(`'sha256-${createHash('sha256').update(body).digest('base64')}'`)
  expect(policy).toMatch(/^default-src 'none'; /)
  expect(policy).not.toContain('unsafe')
})

test('hostile text stays text, in the markup and in the embedded data', () => {
  const page = renderReport(hostile())
  expect(['<img', '\u2028', '\u001b'].filter((part) => page.includes(part))).toEqual([])
  expect(page.includes('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;')).toBe(true)
  const [, json] = /<script type="application\/json" id="charts">(.*?)<\/script>/s.exec(page) ?? []
  expect(json.match(/[<>&\u2028]/g)).toBeNull()
  expect(JSON.stringify(JSON.parse(json)).includes(attack.slice(0, 30))).toBe(true)
})

test('the header answers first: asset, health, zone and the verdict', () => {
  const text = withoutScripts(renderReport(ongoing()))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
  const order = [
    'Pump 7',
    '52.2 of 100 degrading',
    'Bearing temperature runs 6.1 °C above what the other sensors explain, since Sun 2013-05-12 11:00',
    'Health over time',
    'Episode 2 high severity ongoing',
  ]
  const places = order.map((part) => text.indexOf(part))
  expect(places.every((place) => place >= 0)).toBe(true)
  expect([...places].sort((a, b) => a - b)).toEqual(places)
})

test.each([
  ['ongoing', ongoing, 2],
  ['many', many, 12],
] as const)('%s: the shares of every episode shown add to 100', (_, make, episodes) => {
  const cards = renderReport(make()).match(/<article.*?<\/article>/gs) ?? []
  expect(cards).toHaveLength(episodes)
  for (const card of cards) {
    const shares = [...card.matchAll(/class="share">(\d+) %/g)].map((match) => Number(match[1]))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100)
  }
})

test('of sixty episodes twelve are shown in full and the others in a table', () => {
  const page = renderReport(many())
  expect(page.match(/<article/g)).toHaveLength(12)
  const rest = /The other episodes, in order of time<\/caption>.*?<\/table>/s.exec(page)?.[0] ?? ''
  expect(rest.match(/<tr>/g)).toHaveLength(1 + 48)
})

test('no episode: says so and draws the signals all the same', () => {
  const page = renderReport(healthy())
  expect(page.includes('None: at no time did the fused score stay above its threshold.')).toBe(true)
  expect(page.includes('Bearing temperature (TI-101) in °C')).toBe(true)
})

test('what was set aside, rejected and set is on record, with the hash', () => {
  const page = renderReport(healthy())
  const parts = ['it hardly moves: 99 % of its values are 4.0', '31.02.2013 10:00', '812', '4 duplicate rows', '3f'.repeat(32)]
  expect(parts.filter((part) => !page.includes(part))).toEqual([])
})

test('thinned charts say so', () => {
  const said = /\d{4} points drawn of 10,000 rows: the lowest and the highest of each stretch, so peaks are kept\./
  expect(said.test(renderReport(runResult({ rows: 10_000 })))).toBe(true)
  expect(renderReport(healthy()).includes('All 2000 rows drawn.')).toBe(true)
})

test('the same result gives the same bytes', () => {
  const [first, second] = [ongoing(), ongoing()].map(renderReport)
  expect(first === second).toBe(true)
})

test('a baseline that lies after the scored rows is drawn in order of time', () => {
  const result = ongoing()
  const turned = <Column extends Float64Array | Uint8Array>(column: Column): Column => column.slice().reverse() as Column
  const { series, signals } = result
  const shuffled = {
    ...result,
    series: {
      time: turned(series.time),
      split: turned(series.split),
      fused: turned(series.fused),
      anomaly: turned(series.anomaly),
      health: turned(series.health),
      detectors: series.detectors.map((detector) => ({ ...detector, z: turned(detector.z) })),
    },
    signals: signals.map((signal) => ({
      ...signal,
      value: turned(signal.value),
      expected: turned(signal.expected),
      low: turned(signal.low),
      high: turned(signal.high),
    })),
  }
  const [asRead, inOrder] = [renderReport(shuffled), renderReport(result)]
  expect(asRead === inOrder).toBe(true)
})

test('10,000 rows stay under 1.5 MB, however many episodes', () => {
  for (const make of [many, () => runResult({ rows: 10_000, faults: [{ from: 7_000, to: 9_999, size: 5 }] })])
    expect(Buffer.byteLength(renderReport(make()))).toBeLessThan(1.5e6)
})
