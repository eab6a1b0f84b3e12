// `npm run proof [NAME …]`: the tests that are counted in rounds, whole; all of them, or those whose files have a NAME in them.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename } from 'node:path'

process.chdir(new URL('..', import.meta.url).pathname)
const files = globSync('packages/*/test/**/*.proof.test.ts').sort()
const names = process.argv.slice(2)
const nameOf = (file) => basename(file, '.proof.test.ts')
const chosen = names.length === 0 ? files : files.filter((file) => names.some((name) => nameOf(file).includes(name)))
if (chosen.length === 0) {
  console.error(`no proof is named ${names.join(', ')}; there are ${files.map(nameOf).join(', ')}`)
  process.exit(2)
}
const env = { ...process.env, ACM_PROOF: '1' }
process.exit(spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...chosen], { stdio: 'inherit', env }).status ?? 1)
