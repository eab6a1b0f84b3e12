// The configuration file as a JSON schema, for editors; made from the flag declarations.

import { flags } from './definitions.ts'
import { type Flag, isSetting } from './flag.ts'
import { sentence } from './help.ts'

function typeOf(flag: Flag): Readonly<Record<string, unknown>> {
  if (flag.kind === 'switch') return { type: 'boolean' }
  if (flag.kind === 'list') return { type: 'array', items: { type: 'string' } }
  if (flag.kind === 'integer') return { type: 'integer', minimum: flag.min, maximum: flag.max }
  if (flag.kind === 'number') return { type: 'number', exclusiveMinimum: flag.above, maximum: flag.max }
  if (flag.kind === 'choice') return { enum: flag.choices }
  return 'negatable' in flag ? { type: ['string', 'boolean'] } : { type: 'string' }
}

/** JSON Schema (draft 2020-12) of a configuration file. */
export function configurationSchema(): Readonly<Record<string, unknown>> {
  const settings = Object.entries(flags).filter(([key]) => isSetting(key)) as [string, Flag][]
  const properties = Object.fromEntries(settings.map(([key, flag]) => [key, { description: sentence(flag), ...typeOf(flag) }]))
  const settingsOnly = { type: 'object', properties, additionalProperties: false }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Settings of acm',
    ...settingsOnly,
    properties: {
      ...properties,
      assets: { description: 'By name of an asset, what is different for it', type: 'object', additionalProperties: settingsOnly },
    },
  }
}
