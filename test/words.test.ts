// Cures say what helps; a face adds how. A package below the faces that names a flag or a verb of the command line would tell it to a browser, too.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm
/** In a text: a flag, or the program's name with a verb. */
const OF_THE_COMMAND_LINE = /(?<![-\w{(;"])--[a-z][a-z-]+(?!\s*:)(?![a-z-]*\))|\bacm (?!\$)[a-z]+/g

const below = globSync(join(root, 'packages/*/src/**/*.ts')).filter(
  (file) => !/packages\/(cli|kernels)\//.test(file) && !/style|uplot-text|page-assets/.test(file),
)

test('no package below the faces names a flag or a verb', () => {
  expect(below.length).toBeGreaterThan(150)
  const found = below.flatMap((file) =>
    [...readFileSync(file, 'utf8').replace(COMMENT, '').matchAll(OF_THE_COMMAND_LINE)].map(([text]) => `${file.slice(root.length + 1)}: ${text}`),
  )
  expect(found).toEqual([])
})
