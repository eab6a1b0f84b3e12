// Writes kernels.json: every definition as plain data, from which another host (Python) builds its functions.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as kernels from '../dist/index.js'

const packageRoot = join(import.meta.dirname, '..')
const definitions = Object.values(kernels)
  .filter((value) => value?.definition)
  .map(({ definition }) => Object.fromEntries(Object.entries(definition).filter(([key]) => key !== 'reference')))
writeFileSync(
  join(packageRoot, 'kernels.json'),
  `${JSON.stringify({ version: 1, kernels: definitions, detectors: kernels.detectors ?? [] }, null, 2)}\n`,
)
