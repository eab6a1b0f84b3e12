// Each package as npm would publish it: what its package.json names is there, and its types are what its modules are.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { expect, test } from 'vitest'
import { packages, root } from '../scripts/imports.mjs'

const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')

test.concurrent.each(packages().map(({ name, folder }) => ({ name, path: join(root, 'packages', folder) })))('$name', async ({ path }) => {
  const { messages } = await publint({ pkgDir: path, strict: true })
  expect(messages).toEqual([])
  const args = ['--pack', path, '--profile', 'esm-only', '--exclude-entrypoints', 'kernels.json', '--format', 'json']
  const { stdout } = await promisify(execFile)(process.execPath, [attw, ...args], { maxBuffer: 1e8 }).catch((error) => error)
  const { analysis } = JSON.parse(stdout)
  // Profile "esm-only": node10 and CommonJS are not promised.
  const promised = (kind: string): boolean => ['node16-esm', 'bundler'].includes(kind)
  expect(
    analysis.problems.filter(({ resolutionKind }: { resolutionKind?: string }) => resolutionKind === undefined || promised(resolutionKind)),
  ).toEqual([])
})
