// Writes docs/guide/command-line.md from the flag declarations; a test checks that it is up to date.
import { mkdirSync, writeFileSync } from 'node:fs'
import { commandLineGuide } from '../dist/flags/guide.js'

const target = new URL('../../../docs/guide/command-line.md', import.meta.url)
mkdirSync(new URL('.', target), { recursive: true })
writeFileSync(target, commandLineGuide())
