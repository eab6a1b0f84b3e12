// node bench/tables.mjs: writes README's speed table and the pages of docs/kernels from the records. `--check` fails when one is out of date.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readmeSection } from './speed-tables.mjs'

const root = join(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const [begin, end] = ['<!-- bench:begin -->', '<!-- bench:end -->']
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const made = `${readme.slice(0, readme.indexOf(begin) + begin.length)}\n${readmeSection().join('\n')}\n${readme.slice(readme.indexOf(end))}`
if (!check) writeFileSync(join(root, 'README.md'), made)
else if (made !== readme) throw new Error('README’s speed table is not the records’: run node bench/tables.mjs')
execFileSync(process.execPath, [join(root, 'packages/kernels/scripts/kernel-docs.mjs'), ...(check ? ['--check'] : [])], { stdio: 'inherit' })
