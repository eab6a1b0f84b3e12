import { expect, test } from 'vitest'
import { html } from '../dist/html.js'
import { renderReport } from '../dist/index.js'
import { ongoing } from './fixtures.ts'

const redirect = '<meta http-equiv="refresh" content="0; url=x">'
const text = (content: unknown): string => String(html`<p>${content as string}</p>`)

test('values are escaped, templates and lists of them are not', () => {
  expect(text('<b>&"')).toBe('<p>&lt;b&gt;&amp;&quot;</p>')
  expect(text([html`<b>${1}</b>`, ' & ', [html`<i></i>`]])).toBe('<p><b>1</b> &amp; <i></i></p>')
})

test.each([
  ['an object with the key html', { html: redirect }],
  ['one that says what it is when asked', { toString: () => redirect }],
  ['one with the prototype of a template', Object.setPrototypeOf({ html: redirect, text: redirect }, Object.getPrototypeOf(html``))],
  ['a list of such', [{ html: redirect }]],
])('%s is not taken for a template', (_, forged) => {
  let made = ''
  try {
    made = text(forged)
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
  }
  expect(made).not.toContain('<meta')
})

test('a run out of a foreign store puts no element into the page', () => {
  const forged = { html: redirect } as unknown as string
  const run = ongoing()
  const page = renderReport({
    ...run,
    asset: forged,
    notices: [{ code: forged, text: forged }],
    source: { ...run.source, setAside: [], rejected: [{ file: forged, line: 1, reason: forged, cell: forged }] },
    settings: { ...run.settings, asset: forged },
  })
  expect(page.includes(redirect)).toBe(false)
  expect(page.includes('<h1>[object Object]</h1>')).toBe(true)
})
