// A virtual environment of the project's own, for tests (.venv/test) and peers of the benchmark (.venv/bench).
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const CANDIDATES = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
const CHECK = 'import sys, venv; sys.exit(sys.version_info < (3, 10))'

/** A Python ≥ 3.10 on the PATH, or undefined. */
export const findPython = () => CANDIDATES.find((name) => spawnSync(name, ['-c', CHECK], { stdio: 'ignore' }).status === 0)

/** The environment's Python, with `packages` (pip's arguments) installed. */
export function virtualEnvironment(name, packages) {
  const folder = join(root, '.venv', name)
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (!existsSync(python)) execFileSync(findPython(), ['-m', 'venv', folder], { stdio: 'inherit' })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { stdio: 'inherit', cwd: root })
  return python
}
