// The program as one builds it at work is hardly optimised; what it computes has the bits of the released one.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { program } from '../dist/backend/program.js'
import { WasmBackend } from '../dist/backend/wasm.js'
import { compile } from '../scripts/compile.mjs'
import { all, bitDifference, conformanceCases, fillings, generator, makeCase, outputs } from './cases.ts'
import { programEngine, use } from './engines.ts'

const { files, digest } = await compile('development')
const released = programEngine(1)
const development = new WasmBackend(new Uint8Array(readFileSync(files[0])))

test('what is embedded is the release, from the same sources', () => {
  expect(program).toEqual({ kind: 'release', digest })
})

test.each(all.map((kernel) => [kernel.definition.name, kernel] as const))('%s has the same bits from either program', (_, kernel) => {
  const small = Object.values(fillings).map((filling, i) => ({
    label: `small ${i}`,
    made: makeCase(kernel.definition, 37, 3, filling, generator(i)),
  }))
  for (const { label, made } of [...small, ...[...conformanceCases(kernel)].filter((_, i) => i % 2)]) {
    use(released)
    const expected = outputs(kernel(made.first, made.options))
    use(development)
    const actual = outputs(kernel(made.first, made.options))
    for (const key in expected) {
      const wrong = bitDifference(actual[key], expected[key])
      if (wrong) expect.fail(`${label}, ${key}: ${wrong}`)
    }
  }
})
