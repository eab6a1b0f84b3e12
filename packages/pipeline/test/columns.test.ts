import { expect, test } from 'vitest'
import { type Span, thinned } from '../dist/columns.js'

const rowsOf = (spans: readonly Span[]): number => spans.reduce((sum, { begin, end }) => sum + end - begin, 0)

test.each<[string, Span[], number, number]>([
  ['few rows stay as they are', [{ begin: 0, end: 100 }], 1000, 100],
  ['as many as allowed stay as they are', [{ begin: 5, end: 1005 }], 1000, 1000],
  ['many rows become runs', [{ begin: 0, end: 100_000 }], 20_000, 20_480],
  [
    'two spans are thinned together',
    [
      { begin: 0, end: 40_000 },
      { begin: 50_000, end: 90_000 },
    ],
    8192,
    8192,
  ],
])('%s', (_, spans, most, expected) => {
  const kept = thinned(spans, most)
  expect(rowsOf(kept)).toBe(expected)
  for (const [i, { begin, end }] of kept.entries()) {
    expect(spans.some((span) => begin >= span.begin && end <= span.end)).toBe(true)
    if (i > 0) expect(begin).toBeGreaterThanOrEqual(kept[i - 1].end)
  }
  const [first, last] = [kept[0], kept[kept.length - 1]]
  expect(first.begin).toBe(spans[0].begin)
  expect(last.end).toBeGreaterThan(0.9 * spans[spans.length - 1].end)
})
