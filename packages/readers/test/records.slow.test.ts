import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordFeed } from '../dist/records.js'

const columns = 3

interface Fed {
  readonly rows: (readonly [number, ...string[]])[]
  readonly rejected: number[]
}

/** What the feed makes of a text that arrives in blocks cut at the given places. */
function feed(text: string, cuts: readonly number[]): Fed {
  const fed: Fed = { rows: [], rejected: [] }
  const records = new RecordFeed(',', columns, 1, {
    row: (cells, line) => {
      fed.rows.push([line, ...cells])
    },
    reject: (line) => {
      fed.rejected.push(line)
    },
    endless: (line) => {
      throw new Error(`line ${line} is endless`)
    },
  })
  const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b)
  for (const [i, end] of ends.entries()) records.push(text.slice(ends[i - 1] ?? 0, end))
  records.end()
  return fed
}

/** The plain meaning for text without quotes: a line is a row if it has three cells, or a fourth that is empty. */
function plainly(text: string): Fed {
  const fed: Fed = { rows: [], rejected: [] }
  for (const [i, line] of text.split('\n').entries()) {
    const cells = line.split(',')
    if (cells.length === columns + 1 && cells[columns] === '') cells.pop()
    if (cells.length === columns) fed.rows.push([i + 1, ...cells])
    else if (line.trim() !== '') fed.rejected.push(i + 1)
  }
  return fed
}

const cuts = fc.array(fc.nat(), { maxLength: 4 })

describe('rows of a text without quotes', () => {
  it('are its lines of the right number of cells, whatever stands between them and wherever blocks end', () => {
    const text = fc.array(fc.constantFrom('1', '2', ',', ',', '\n', ' '), { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, cuts, (each, at) => {
        expect(feed(each, at)).toEqual(plainly(each))
      }),
      { numRuns: 20_000 },
    )
  })

  it('are its lines where most are rows and some are too short, too long or blank', () => {
    const line = fc.oneof(
      { weight: 6, arbitrary: fc.constant('1,2,3') },
      { weight: 1, arbitrary: fc.constantFrom('', '1', '1,2', ',', ',,', '1,2,3,', '1,2,3,4', '1,2,3,4,5,6') },
    )
    const text = fc.tuple(fc.array(line, { maxLength: 12 }), fc.boolean()).map(([lines, ended]) => lines.join('\n') + (ended ? '\n' : ''))
    fc.assert(
      fc.property(text, cuts, (each, at) => {
        expect(feed(each, at)).toEqual(plainly(each))
      }),
      { numRuns: 20_000 },
    )
  })
})

describe('rows of a text with quotes', () => {
  const plain = fc.stringMatching(/^[a1. ]{0,3}$/)
  const cell = fc.oneof(
    plain,
    fc.array(fc.constantFrom('"', ',', '\n', 'a', '1'), { maxLength: 5 }).map((parts) => parts.join('')),
  )
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

  it('come back as they were written, with the lines they start on', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), cuts, (table, at) => {
        let line = 1
        const expected = table.map((cells) => {
          const row = [line, ...cells]
          line += 1 + (cells.join('').match(/\n/g)?.length ?? 0)
          return row
        })
        expect(feed(table.map((cells) => `${cells.map(quoted).join(',')}\n`).join(''), at)).toEqual({ rows: expected, rejected: [] })
      }),
      { numRuns: 10_000 },
    )
  })

  it('do not depend on where blocks end, however the quotes stand', () => {
    const text = fc.array(fc.constantFrom('1', '"', '"', ',', ',', '\n'), { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, cuts, (each, at) => {
        expect(feed(each, at)).toEqual(feed(each, []))
      }),
      { numRuns: 20_000 },
    )
  })
})
