// Run by problems.test.ts: takes the lock of a database, says so, and keeps it for the milliseconds given or until its input ends.

import { writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const [path, milliseconds] = process.argv.slice(2)
const database = new DatabaseSync(path)
database.exec('begin exclusive')
writeSync(1, 'locked\n')
if (milliseconds) setTimeout(() => process.exit(), Number(milliseconds))
process.stdin.resume().on('end', () => process.exit())
