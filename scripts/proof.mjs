// npm run proof [NAME…]: what is counted in rounds, whole. `npm test` runs a slice of each, from a seed that it prints; ACM_SEED repeats one.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const proofs = {
  'store-kills': { file: 'packages/store/test/killed.test.ts', rounds: 100 },
  'store-races': { file: 'packages/store/test/races.test.ts', rounds: 1000 },
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(proofs)
const unknown = names.find((name) => !(name in proofs))
if (unknown) {
  console.error(`there is no proof ${unknown}; there are ${Object.keys(proofs).join(', ')}`)
  process.exit(64)
}
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const failed = names.filter((name) => {
  const { file, rounds } = proofs[name]
  console.log(`${name}: ${rounds} rounds`)
  return spawnSync(process.execPath, [vitest, 'run', file], { stdio: 'inherit', env: { ...process.env, ACM_ROUNDS: String(rounds) } }).status !== 0
})
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0
