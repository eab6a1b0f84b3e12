// The program of assembly/, compiled: for release both targets, as fast as they get; for one's own work the one-thread target, hardly optimised,
// in seconds instead of minutes. Nothing is compiled twice from the same sources.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'

const cwd = join(import.meta.dirname, '..')
const HOST_EXPORTS = 'assembly/lib/program.ts'
/** Compiled file by target of asconfig.json. */
const TARGETS = {
  release: { wasm: 'build/kernels.wasm', 'wasm-threads': 'build/kernels.threads.wasm' },
  development: { development: 'build/kernels.dev.wasm' },
}

/** Compiles what is out of date: the files in the order of their targets, and the digest of all that they were made from. */
export async function compile(kind, { debug = false } = {}) {
  const entries = [HOST_EXPORTS, ...globSync('assembly/*/*.ts', { cwd, exclude: ['assembly/lib/**'] }).sort()]
  const args = [...entries, '--baseDir', cwd, '--config', 'asconfig.json', ...(debug ? ['--debug'] : [])]
  const sources = globSync('assembly/**/*.ts', { cwd }).sort()
  const digest = createHash('sha256')
    .update(
      JSON.stringify([asc.version, entries, debug, ...['asconfig.json', ...sources].map((file) => [file, readFileSync(join(cwd, file), 'utf8')])]),
    )
    .digest('hex')
  const files = Object.values(TARGETS[kind]).map((file) => join(cwd, file))
  const stamp = join(cwd, `build/${kind}.digest`)
  if ([stamp, ...files].every(existsSync) && readFileSync(stamp, 'utf8') === digest) return { files, digest }

  mkdirSync(join(cwd, 'build'), { recursive: true })
  rmSync(stamp, { force: true })
  for (const target in TARGETS[kind]) {
    const { error, stderr } = await asc.main([...args, '--target', target])
    process.stderr.write(stderr.toString())
    if (error) throw new Error('the program does not compile')
  }
  writeFileSync(stamp, digest)
  return { files, digest }
}
