// Writes kernels.json: every definition as plain data with its docstring, from which another host builds its functions and their help, and the
// docs their pages; Python's package gets it with the programs.
// The stored exact values of oracle/ go into the package, where `acm verify` finds them.
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as kernels from '../dist/index.js'

const packageRoot = join(import.meta.dirname, '..')
/** What stands above each definition, without the comment's marks. */
const DOCSTRING = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const (\w+) = \w+\(/g
const docs = Object.fromEntries(
  globSync(join(packageRoot, 'src/*/*.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(DOCSTRING)])
    .map(([, text, name]) => [name, text.replace(/^ *\* ?/gm, '').trim()]),
)
const definitions = Object.values(kernels)
  .filter((value) => value?.definition)
  .map(({ definition: { reference, ...data } }) => ({ ...data, doc: docs[data.name] }))
const detectors = kernels.detectors.map((entry) => ({ ...entry, doc: docs[entry.className] }))
writeFileSync(join(packageRoot, 'kernels.json'), `${JSON.stringify({ version: 1, kernels: definitions, detectors }, null, 2)}\n`)

const pythonProgram = join(packageRoot, '../../python/src/acm_rs/program')
mkdirSync(pythonProgram, { recursive: true })
for (const file of ['kernels.json', 'build/kernels.wasm', 'build/kernels.threads.wasm'])
  copyFileSync(join(packageRoot, file), join(pythonProgram, basename(file)))
// `python -m acm_rs.bench` runs the same engines as `npm run bench`.
const pythonEngines = join(packageRoot, '../../python/src/acm_rs/engines')
mkdirSync(pythonEngines, { recursive: true })
for (const file of globSync(join(packageRoot, '../../bench/engines/*.py'))) copyFileSync(file, join(pythonEngines, basename(file)))

const oracle = join(packageRoot, 'build/oracle')
rmSync(oracle, { recursive: true, force: true })
mkdirSync(oracle, { recursive: true })
for (const file of globSync(join(packageRoot, '../../oracle/*.json'))) copyFileSync(file, join(oracle, basename(file)))
