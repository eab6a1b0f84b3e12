// HTML as text, safe by construction: a template escapes whatever is put into it unless that is HTML already.

import { plain } from '@acm/charts/format'

/** Made by `html` alone; what only looks like it, out of a store or a file, is text. */
class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  static is(content: unknown): content is Markup {
    return typeof content === 'object' && content !== null && #text in content
  }

  toString(): string {
    return this.#text
  }
}

export type Html = Markup

type Content = Html | string | number | readonly Content[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text made safe for element content and quoted attributes. */
function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => entities[character])
}

function written(content: Content): string {
  if (Markup.is(content)) return content.toString()
  return Array.isArray(content) ? content.map(written).join('') : escapeHtml(String(content))
}

/** A template whose values are escaped; nested results and arrays of them are put in as they are. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Markup(strings.reduce((text, part, i) => text + written(values[i - 1]) + part))
}

export const nothing: Html = html``

const inScript = /[<>&\u2028\u2029]/g

/** JSON that can stand in a script element: no character of it can end the element, open a comment or break a line. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(inScript, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => Content
  /** Right-aligned with figures of one width. */
  readonly numeric?: boolean
}

/** A table with a caption and header cells; the first column heads its row. It scrolls sideways in its own frame on a narrow screen. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const align = (column: Column<Row>): Html => (column.numeric ? html` class="number"` : nothing)
  const head = columns.map((column) => html`<th scope="col"${align(column)}>${column.head}</th>`)
  const body = rows.map((row) => {
    const cells = columns.map((column, i) =>
      i === 0 ? html`<th scope="row">${column.cell(row)}</th>` : html`<td${align(column)}>${column.cell(row)}</td>`,
    )
    return html`<tr>${cells}</tr>\n`
  })
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table></div>`
}
