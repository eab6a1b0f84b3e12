// Vitest's global setup: the command line is bundled from what is built, in a moment; services that tests start (scripts/services.sh) live in a folder
// of this run and end with it. None is started here.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '../packages/cli/scripts/bundle.mjs'

export default function services() {
  const folder = mkdtempSync(join(tmpdir(), 'acm-services-'))
  process.env.ACM_SERVICES = folder
  return () => {
    if (process.platform !== 'win32') spawnSync(join(import.meta.dirname, 'services.sh'), ['stop'], { stdio: 'inherit' })
    rmSync(folder, { recursive: true, force: true })
  }
}
