// Where text goes. Results go to standard output, everything else to standard error; a reader that went away (| head) is no error.

export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** https://no-color.org: any non-empty NO_COLOR turns colour off; so do a file, a pipe and a dumb terminal. */
export function wantsColour(stream: Stream, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb'
}

export interface Terminal {
  /** A result, to standard output. */
  print(text: string): void
  /** Anything else, to standard error. */
  tell(text: string): void
  readonly colour: boolean
  readonly errorColour: boolean
  readonly errorStream: Stream
}

export function openTerminal(): Terminal {
  const { stdout, stderr, env } = process
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    stderr.write(`error ACM-OUTPUT: could not write to standard output: ${error.message}\n  cure: free some space, or send the output elsewhere\n`)
    process.exit(1)
  })
  stderr.on('error', () => {})
  return {
    print: (text) => void stdout.write(`${text}\n`),
    tell: (text) => void stderr.write(`${text}\n`),
    colour: wantsColour(stdout, env),
    errorColour: wantsColour(stderr, env),
    errorStream: stderr,
  }
}

/** A text from a file without control characters, so that it cannot steer the terminal. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD')
