import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Leaves a file that holds the text already, so that its time stays too. */
export function writeIfChanged(path, text) {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
