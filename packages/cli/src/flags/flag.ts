// What a flag is. One declaration makes the parser, the help, the shell completion, the configuration file's keys, docs/guide/command-line.md and the table test.

/** In the order of the help; a verb of two words belongs to the group of its first. */
export const verbNames = [
  ...(['analyze', 'train', 'score', 'inspect', 'doctor', 'verify', 'simulate', 'demo', 'completion'] as const),
  ...(['runs list', 'report', 'diff', 'export'] as const),
  ...(['models list', 'models show', 'models promote', 'models deprecate', 'models export', 'models import'] as const),
  ...(['episodes list', 'episodes show', 'episodes ack', 'episodes comment', 'episodes close', 'accept', 'undo'] as const),
  ...(['silence add', 'silence list', 'silence end', 'maintenance add', 'maintenance list'] as const),
  ...(['life train', 'life predict', 'config show', 'config schema'] as const),
] as const
export type VerbName = (typeof verbNames)[number]

export const categories = ['What is healthy', 'Deciding', 'Reading', 'Results', 'Saying', 'Life', 'Computing', 'Simulation', 'Output'] as const

interface Common {
  /** Verbs that take the flag. */
  readonly verbs: readonly VerbName[]
  readonly category: (typeof categories)[number]
  /** One sentence without a full stop; the help prints it beside the flag. */
  readonly doc: string
  /** What happens without the flag, in words. */
  readonly otherwise?: string
  readonly short?: string
  /** The name on the command line where it is not the key in kebab case. */
  readonly long?: string
  /** A correct use and the value it must parse to: run by the table test. */
  readonly example: readonly [readonly string[], unknown]
}

/** Present or absent. */
export interface Switch extends Common {
  readonly kind: 'switch'
}
export interface Text extends Common {
  readonly kind: 'text' | 'path' | 'date'
  readonly value: string
  /** `--no-NAME` is understood and gives `false`. */
  readonly negatable?: true
}
/** Names separated by commas; the flag may be repeated. */
export interface List extends Common {
  readonly kind: 'list'
  readonly value: string
}
export interface Choice extends Common {
  readonly kind: 'choice'
  readonly value: string
  readonly choices: readonly string[]
}
/** A whole number within an inclusive range. */
export interface Integer extends Common {
  readonly kind: 'integer'
  readonly value: string
  readonly min: number
  readonly max: number
}
/** A number above `above`, at most `max`. */
export interface Real extends Common {
  readonly kind: 'number'
  readonly value: string
  readonly above: number
  readonly max: number
}
export type Flag = Switch | Text | List | Choice | Integer | Real

export type ValueOf<F extends Flag> = F extends Switch
  ? boolean
  : F extends List
    ? readonly string[]
    : F extends Integer | Real
      ? number
      : F extends Choice
        ? F['choices'][number]
        : F extends { negatable: true }
          ? string | false
          : string

/** `trainRows` is written `--train-rows`. */
export const longName = (key: string, flag: Flag): string => flag.long ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A flag that may stand in a configuration file or the environment; the others say something about one command line. */
export const isSetting = (key: string): boolean => !['config', 'help', 'origin'].includes(key)
