// Adding a kernel touches four places; this keeps each of them from being forgotten.
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { all } from './cases.ts'

const root = join(import.meta.dirname, '../../..')
const read = (pattern: string): string =>
  globSync(join(root, pattern))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
const exportsOf = (file: string): string[] =>
  WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(join(root, 'packages/kernels/build', file)))).map(({ name }) => name)

/** What hosts need beside kernels: packages/kernels/assembly/lib/program.ts. */
const HOST_EXPORTS = ['arenaBase', 'poison']
const definitions = all.map(({ definition }) => definition)

test('every export of the program is a kernel, its scratch, or the host’s, and the two programs export the same', () => {
  const known = new Set([...HOST_EXPORTS, ...definitions.flatMap(({ name, scratch }) => (scratch ? [name, scratch] : [name]))])
  for (const file of ['kernels.wasm', 'kernels.threads.wasm']) expect(exportsOf(file).toSorted()).toEqual([...known].toSorted())
})

test('every kernel has its row in docs/kernels and its values in oracle/', () => {
  const docs = read('docs/kernels/*.md')
  const oracle = read('oracle/*.py')
  expect(
    definitions.map(({ name }) => name).filter((name) => !docs.includes(`\`${name}\``)),
    'without a docs row',
  ).toEqual([])
  expect(
    definitions.map(({ name }) => name).filter((name) => !oracle.includes(name)),
    'without an oracle line',
  ).toEqual([])
})

test('every kernel is measured by a line of bench/definitions, and every line measures a kernel', () => {
  const measured = globSync(join(root, 'bench/definitions/*.json')).flatMap((file) =>
    (JSON.parse(readFileSync(file, 'utf8')) as { works: { kernel: string }[] }).works.map(({ kernel }) => kernel),
  )
  expect([...new Set(measured)].toSorted()).toEqual(definitions.map(({ name }) => name).toSorted())
})

test('every argument and output says what it is', () => {
  for (const { name, args, out } of definitions)
    for (const [key, { doc }] of [...Object.entries(args), ...Object.entries(out)]) expect(doc.length, `${name}.${key}`).toBeGreaterThan(3)
})

test('kernels.json holds every definition, with what its docstring says', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'packages/kernels/kernels.json'), 'utf8')) as { kernels: { name: string; doc?: string }[] }
  expect(manifest.kernels.filter(({ doc }) => !/cost/i.test(doc ?? '')).map(({ name }) => name)).toEqual([])
  expect(manifest.kernels.map(({ name }) => name).toSorted()).toEqual(definitions.map(({ name }) => name).toSorted())
})

test('docs/kernels is what definitions and records make, and so is README’s table of speed', () => {
  execFileSync(process.execPath, [join(root, 'bench/tables.mjs'), '--check'])
})
