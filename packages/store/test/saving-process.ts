// Run by killed.proof.test.ts: saves example runs one after the other and says so, until it is killed.
// Each third run is the one before it again, which takes the earlier rows out and writes them anew.

import { writeSync } from 'node:fs'
import { openStore } from '../dist/index.js'
import { exampleRun } from './example-run.ts'

const [path, first, rows] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
// Written synchronously, so that what was said before the kill has arrived.
const say = (line: string) => writeSync(1, `${line}\n`)

const store = await openStore(path)
say('open')
for (let step = 0; ; step++) {
  const seed = first + step - (step % 3 === 2 ? 1 : 0)
  const run = exampleRun({ seed, rows })
  say(`saving ${seed}`)
  await store.saveRun(run)
  say(`saved ${seed}`)
}
