import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const packages = join(import.meta.dirname, '../..')

test.each(['report', 'charts'])('%s imports what it lists, and nothing of Node', (name) => {
  const home = join(packages, name)
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const files = globSync('{src,page}/**/*.ts', { cwd: home })
  expect(files.length).toBeGreaterThan(7)
  const foreign = files.flatMap((file) =>
    [...readFileSync(join(home, file), 'utf8').matchAll(/(?:from |import |import\()'((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, from]) => from),
  )
  expect(foreign).not.toHaveLength(0)
  expect([...new Set(foreign)].filter((from) => !(from in dependencies))).toEqual([])
})
