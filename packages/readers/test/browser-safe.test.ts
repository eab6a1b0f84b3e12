import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../src')
const files = globSync('**/*.ts', { cwd: source }).filter((file) => !file.startsWith('node'))
const nodesOwn = /\bBuffer\b|\bprocess\b|\bglobal\b|\brequire\b|['"]node:|['"][./]*\/node\//

test.each(files)('%s knows nothing of Node', (file) => {
  expect(readFileSync(join(source, file), 'utf8').match(nodesOwn)).toBeNull()
})

test('what is asked for is found where it is allowed', () => {
  expect(readFileSync(join(source, 'node/file-source.ts'), 'utf8')).toMatch(nodesOwn)
  expect(files).toContain('web/blob-source.ts')
})
