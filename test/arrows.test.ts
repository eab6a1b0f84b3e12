import { describe, expect, test } from 'vitest'
import { faults } from '../scripts/arrows.mjs'
import { packages } from '../scripts/imports.mjs'

test('the house stands as it should', () => expect(faults()).toEqual([]))

test('and its sources are read: packages, files and arrows are as many as there must be', () => {
  const all = packages()
  const arrows = all.flatMap(({ sources }) => sources.flatMap(({ imports }) => imports))
  expect(all.length).toBeGreaterThan(6)
  expect(arrows.length).toBeGreaterThan(800)
})

/** The house with one more import. */
const withImport = (folder: string, path: string, target: string) =>
  packages().map((room) => (room.folder === folder ? { ...room, sources: [...room.sources, { path, imports: [target] }] } : room))

describe('a forbidden import is told', () => {
  test.each([
    ['pipeline', 'packages/pipeline/src/x.ts', '@acm/cli', 'package.json does not list it'],
    ['store', 'packages/store/src/x.ts', '@acm/report', 'package.json does not list it'],
    ['readers', 'packages/readers/src/x.ts', '@acm/report', 'package.json does not list it'],
    ['contract', 'packages/contract/src/x.ts', 'node:fs', 'Node is not reached from here'],
    ['pipeline', 'packages/pipeline/src/x.ts', 'packages/kernels/src/index.ts', 'it is a file of another package'],
    ['pipeline', 'packages/pipeline/src/phases/learn/x.ts', 'packages/pipeline/src/phases/tell/explain.ts', 'that phase comes later'],
  ])('%s: %s → %s', (folder, path, target, why) => expect(faults(withImport(folder, path, target))).toContain(`${path} imports ${target}: ${why}`))

  test('upward, though it is listed', () => {
    const all = packages().map((room) => (room.folder === 'contract' ? { ...room, dependencies: ['@acm/cli'] } : room))
    const [ground] = all
    const more = [{ ...ground, sources: [...ground.sources, { path: 'packages/contract/src/x.ts', imports: ['@acm/cli'] }] }, ...all.slice(1)]
    expect(faults(more)).toContain('packages/contract/src/x.ts imports @acm/cli: it is not below')
  })

  test('and a circle of files', () => {
    const two = [
      { path: 'packages/contract/src/a.ts', imports: ['packages/contract/src/b.ts'] },
      { path: 'packages/contract/src/b.ts', imports: ['packages/contract/src/a.ts'] },
    ]
    expect(faults(packages().map((room) => (room.folder === 'contract' ? { ...room, sources: [...room.sources, ...two] } : room)))).toContain(
      'a circle of files: packages/contract/src/a.ts → packages/contract/src/b.ts → packages/contract/src/a.ts',
    )
  })
})
