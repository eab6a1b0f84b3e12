import { shells } from '../flags/completion.ts'
import { nearest } from '../flags/nearest.ts'
import { usage } from '../problem.ts'
import type { Verb } from './verb.ts'

export const completion: Verb = async ({ operand, terminal }) => {
  if (!Object.hasOwn(shells, operand)) {
    const near = nearest(operand, Object.keys(shells))
    throw usage('VALUE', `there is no completion for "${operand}"`, near ? `did you mean ${near}?` : 'choose one of bash, zsh, fish')
  }
  terminal.print(shells[operand as keyof typeof shells]())
  return 0
}
