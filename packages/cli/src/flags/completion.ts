import { summaries } from '../verbs/summaries.ts'
import { flagsOf, type VerbFlag } from './parse.ts'

const namesOf = ({ name, flag }: VerbFlag): string[] => ['negatable' in flag && flag.negatable ? `--no-${name}` : '', `--${name}`].filter(Boolean)

/** Words that complete a value: its choices, nothing for other values but paths, which the shell completes itself. */
const choicesOf = ({ flag }: VerbFlag): readonly string[] => (flag.kind === 'choice' ? flag.choices : [])

function bash(): string {
  const verbs = summaries.map(({ name }) => name)
  const cases = verbs.flatMap((verb) => {
    const known = flagsOf(verb)
    const values = known.filter((one) => choicesOf(one).length).map((one) => `    ${verb}:--${one.name}) words="${choicesOf(one).join(' ')}" ;;`)
    return [...values, `    ${verb}:*) [[ $word == -* ]] && words="${known.flatMap(namesOf).join(' ')}" ;;`]
  })
  return `_acm() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "\${COMP_WORDS[1]}:\${COMP_WORDS[COMP_CWORD-1]}" in
${cases.join('\n')}
  esac
  [[ $COMP_CWORD == 1 ]] && words="${verbs.join(' ')} --help --version"
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _acm acm`
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

function zsh(): string {
  return ['#compdef acm', 'autoload -U bashcompinit && bashcompinit', bash()].join('\n')
}

function fish(): string {
  const lines = summaries.map(({ name, summary }) => `complete -c acm -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`)
  for (const { name: verb } of summaries)
    for (const one of flagsOf(verb)) {
      const value = one.flag.kind === 'switch' ? '' : one.flag.kind === 'choice' ? ` -x -a ${quoted(choicesOf(one).join(' '))}` : ' -r'
      for (const name of namesOf(one)) {
        const short = one.flag.short ? ` -s ${one.flag.short}` : ''
        lines.push(
          `complete -c acm -n '__fish_seen_subcommand_from ${verb}' -l ${name.slice(2)}${short}${name.startsWith('--no-') ? '' : value} -d ${quoted(one.flag.doc)}`,
        )
      }
    }
  return lines.join('\n')
}

export const shells = { bash, zsh, fish } as const
