// Cures say what helps; a face adds how. A package below the faces that names a flag or a verb of the command line would tell it to a browser, too.
import { existsSync, globSync, readFileSync } from 'node:fs'
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

test('documents name files and folders that are there', () => {
  const pages = ['*.md', 'docs/**/*.md', 'packages/*/README.md'].flatMap((pattern) => globSync(join(root, pattern)))
  const named = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/`((?:packages|scripts|docs|oracle|bench|accuracy|test|python)\/[\w./-]+)`/g)].map(([, path]) => ({
      page,
      path,
    })),
  )
  expect(named.length).toBeGreaterThan(40)
  // Examples of CONTRIBUTING that a reader is to make.
  const toBeMade = ['packages/kernels/assembly/rolling/range.ts', 'packages/pipeline/src/phases/tell/idle.ts', 'packages/pipeline/test/idle.test.ts']
  expect(
    named
      .filter(({ path }) => !toBeMade.includes(path) && !existsSync(join(root, path)))
      .map(({ page, path }) => `${page.slice(root.length + 1)}: ${path}`),
  ).toEqual([])
})
