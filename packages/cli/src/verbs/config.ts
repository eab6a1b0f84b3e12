// acm config: which settings count, and where each comes from.

import { DEFAULT_FILE, origins } from '../flags/configuration.ts'
import { configurationSchema } from '../flags/json-schema.ts'
import { flagsOf } from '../flags/parse.ts'
import { exitCodes } from '../problem.ts'
import { textTable } from '../terminal/text-table.ts'
import type { Verb } from './verb.ts'

/** Flags that say what to do this once, not how. */
const passing = new Set(['config', 'help', 'debug', 'json', 'quiet', 'verbose', 'candidate'])

/** Settings of an analysis: the value that counts, or the default in words. */
export const show: Verb = async ({ options, terminal }) => {
  const { origin, json, ...given } = options
  const found = origins(given, 'analyze', options.asset)
  const settings = flagsOf('analyze')
    .filter(({ key }) => !passing.has(key))
    .map(({ key, flag }) => {
      const setting = found.get(key)
      return { name: key, value: setting?.value ?? flag.otherwise ?? 'not set', origin: setting?.origin ?? 'default' }
    })
  if (json) terminal.print(JSON.stringify({ schemaVersion: 1, settings }))
  else {
    const rows = settings.map(({ name, value, origin: from }) => [
      name,
      ...(origin ? [from] : []),
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    terminal.print(textTable(['setting', ...(origin ? ['from'] : []), 'value'], rows, `no setting; write some into ${DEFAULT_FILE}`))
  }
  return exitCodes.fine
}

export const schema: Verb = async ({ terminal }) => {
  terminal.print(JSON.stringify(configurationSchema(), null, 2))
  return exitCodes.fine
}
