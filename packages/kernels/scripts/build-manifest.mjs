// Writes kernels.json: every definition as plain data, from which another host builds its functions; Python's package gets it with the programs.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
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
