// Adding a kernel touches four places; this keeps each of them from being forgotten.
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { storedCases } from '../dist/verify/verify.js'
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

test('every kernel has its row in docs/kernels', () => {
  const docs = read('docs/kernels/*.md')
  const names = definitions.map(({ name }) => name)
  expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([])
})

/** Kernels without stored values of their own, and the test that holds them to others'. */
const WITHOUT_VALUES: Readonly<Record<string, string>> = {
  isolationForestFit: 'its trees are drawn by random numbers of our own: isolation-forest.test.ts holds their scores to scikit-learn’s',
  rollingMeanStd: 'oracle.test.ts: its halves are rollingMean and rollingStd, bit for bit',
  rollingMinMax: 'oracle.test.ts: its halves are rollingMin and rollingMax, bit for bit',
  rollingSkewKurt: 'oracle-rolling-shape.test.ts: its halves are rollingSkew and rollingKurt, bit for bit',
}

test('oracle/ stores values of every kernel, of which some are numbers, and all of it can be read', () => {
  const { cases, unread } = storedCases(join(root, 'oracle'))
  const stored = cases.filter(({ expected }) => Object.values(expected).some(({ high }) => high.some(Number.isFinite)))
  const names = new Set(stored.map(({ definition }) => definition.name))
  expect(unread).toEqual([])
  expect(
    definitions
      .map(({ name }) => name)
      .filter((name) => !names.has(name))
      .toSorted(),
  ).toEqual(Object.keys(WITHOUT_VALUES))
})

test('every family bears the same name in all six trees, and its reference the stems of its definitions', () => {
  const stems = (pattern: string) => new Set(globSync(join(root, pattern)).map((file) => basename(file).split(/[._]/)[0]))
  const families = new Set(definitions.map(({ family }) => family))
  for (const tree of ['packages/kernels/assembly', 'packages/kernels/src', 'packages/kernels/src/reference'])
    expect(
      [...families].filter((family) => !existsSync(join(root, tree, family))),
      tree,
    ).toEqual([])
  for (const tree of ['bench/definitions/*.json', 'docs/kernels/*.md', 'oracle/*.json'])
    expect(
      [...families].filter((family) => !stems(tree).has(family)),
      tree,
    ).toEqual([])
  for (const family of families)
    expect(stems(`packages/kernels/src/reference/${family}/*.ts`), family).toEqual(stems(`packages/kernels/src/${family}/*.ts`))
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
