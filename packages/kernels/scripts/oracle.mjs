// Makes stored values anew with oracle/<name>.py, in an environment of their own (.venv/oracle).
//
//   npm run oracle -w @acm/kernels rolling
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { virtualEnvironment } from '../../../scripts/python.mjs'

const oracle = join(import.meta.dirname, '../../../oracle')
const python = virtualEnvironment('oracle', ['--requirement', join(oracle, 'requirements.txt')])
for (const name of process.argv.slice(2)) execFileSync(python, [join(oracle, `${name}.py`)], { stdio: 'inherit' })
