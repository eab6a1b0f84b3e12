// Installs acm_rs into .venv/test as a user would, and runs its tests.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findPython, virtualEnvironment } from './python.mjs'

if (!findPython()) {
  console.error('Python ≥ 3.10 with venv was not found: the tests of acm_rs did not run')
  process.exit(process.env.CI ? 1 : 0)
}
const python = virtualEnvironment('test', ['./python[test]'])
process.exit(
  spawnSync(python, ['-m', 'pytest', '-q', join('python', 'tests')], { stdio: 'inherit', cwd: join(import.meta.dirname, '..') }).status ?? 1,
)
