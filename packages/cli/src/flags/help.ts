import type { VerbSummary } from '../verbs/summaries.ts'
import { categories, type Flag } from './flag.ts'
import { flagsOf, type VerbFlag } from './parse.ts'

const WIDTH = 100
const INDENT = 30

/** Lines of at most `width` characters, broken at spaces. */
function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]
    if (last && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last ? `${last} ${word}` : word
  }
  return lines
}

/** How a flag is written, its short form first: `-q, --quiet`, `--train FILE`. */
export function usageOf({ name, flag }: VerbFlag): string {
  const value = flag.kind === 'switch' ? '' : ` ${flag.value}`
  const negation = 'negatable' in flag && flag.negatable ? `, --no-${name}` : ''
  return `${flag.short ? `-${flag.short}, ` : ''}--${name}${value}${negation}`
}

export const sentence = (flag: Flag): string => `${flag.doc}${flag.otherwise ? ` (default: ${flag.otherwise})` : ''}`

function flagLines(known: VerbFlag): string[] {
  const head = `  ${usageOf(known)}`
  const lines = wrapped(sentence(known.flag), WIDTH - INDENT)
  const first = head.length < INDENT - 1 ? [head.padEnd(INDENT) + lines.shift()] : [head]
  return [...first, ...lines.map((line) => ' '.repeat(INDENT) + line)]
}

/** The text of `acm VERB --help`. */
export function verbHelp(verb: VerbSummary): string {
  const known = flagsOf(verb.name)
  const sections = categories.flatMap((category) => {
    const members = known.filter(({ flag }) => flag.category === category)
    return members.length ? ['', `${category}:`, ...members.flatMap(flagLines)] : []
  })
  const examples = verb.examples.map((example) => `  ${example}`)
  return [
    `acm ${verb.name}${verb.operand ? ` ${verb.operand}` : ''}: ${verb.summary}`,
    '',
    ...wrapped(verb.about, WIDTH),
    ...sections,
    '',
    'Examples:',
    ...examples,
  ].join('\n')
}

/** The text of `acm --help`. */
export function overview(verbs: readonly VerbSummary[]): string {
  return [
    'acm: automated condition monitoring, from a sensor history to a verdict',
    '',
    ...verbs.map(({ name, operand, summary }) => `  acm ${`${name} ${operand}`.padEnd(26)} ${summary}`),
    '',
    'acm VERB --help tells more. Exit codes: 0 fine, 1 failure, 2 usage or configuration, 3 data contract broken,',
    '4 store or source unreachable, 10 anomalies found (with --fail-on), 130 interrupted.',
  ].join('\n')
}
