import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

test.each(files)('%s imports no input or output, and leaves transcendental functions to the kernels', (name) => {
  const text = readFileSync(join(source, name), 'utf8')
  expect(text).not.toMatch(/from 'node:/)
  expect(text).not.toMatch(
    /Math\.(exp|expm1|log|log10|log2|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot|random)\b|[\w)\]] \*\* /,
  )
  expect(text).not.toMatch(/Date\.now|new Date\(\)/)
})
