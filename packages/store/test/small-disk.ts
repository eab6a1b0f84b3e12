import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './database-file.ts'

/** A file system in memory at `path`, of a size like "1m", gone at the end of its block. Needs the right to mount one. */
export function smallDisk(path: string, size: string): { readonly path: string } & Disposable {
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'ignore' })
  return { path, [Symbol.dispose]: () => execFileSync('umount', ['--lazy', path]) }
}

export function mountable(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  using folder = temporaryFolder()
  try {
    using _ = smallDisk(join(folder.path, 'disk'), '1m')
    return true
  } catch {
    return false
  }
}
