// Writes kernels.json: every definition as plain data, from which another host builds its functions; Python's package gets it with the programs.
// The stored exact values of oracle/ go into the package, where `acm verify` finds them.
import { copyFileSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as kernels from '../dist/index.js'

const packageRoot = join(import.meta.dirname, '..')
const definitions = Object.values(kernels)
  .filter((value) => value?.definition)
  .map(({ definition }) => Object.fromEntries(Object.entries(definition).filter(([key]) => key !== 'reference')))
writeFileSync(
  join(packageRoot, 'kernels.json'),
  `${JSON.stringify({ version: 1, kernels: definitions, detectors: kernels.detectors ?? [] }, null, 2)}\n`,
)

const pythonProgram = join(packageRoot, '../../python/src/acm_rs/program')
mkdirSync(pythonProgram, { recursive: true })
for (const file of ['kernels.json', 'build/kernels.wasm', 'build/kernels.threads.wasm'])
  copyFileSync(join(packageRoot, file), join(pythonProgram, basename(file)))

const oracle = join(packageRoot, 'build/oracle')
rmSync(oracle, { recursive: true, force: true })
mkdirSync(oracle, { recursive: true })
for (const file of globSync(join(packageRoot, '../../oracle/*.json'))) copyFileSync(file, join(oracle, basename(file)))
