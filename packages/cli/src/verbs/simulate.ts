import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { Problem } from '@acm/contract'
import { ROWS_A_PIECE, type Simulation, simulatedCsv } from '@acm/simulator'
import { checkTarget, WholeFiles } from '../output/whole-file.ts'
import { usage } from '../problem.ts'
import { onInterrupt } from '../terminal/interrupt.ts'
import { createProgress, noProgress, type Progress } from '../terminal/progress.ts'
import type { Verb } from './verb.ts'

export const DEFAULT_ROWS = 10_000
export const DEFAULT_SEED = 1

async function toStandardOutput(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
}

/** Writes the file whole or not at all; pauses between pieces so that Ctrl-C is heard. */
async function toFile(path: string, simulation: Simulation, progress: Progress): Promise<void> {
  let cancelled = false
  let done = 0
  const files = new WholeFiles()
  const deafen = onInterrupt(
    () => {
      cancelled = true
    },
    () => files.discard(),
  )
  const pause = async () => {
    await setImmediate()
    if (cancelled) throw new Problem('ACM-INTERRUPTED', 'the simulation was interrupted', 'start it again; nothing was written')
    progress.update('Simulating', Math.min(done, simulation.rows), simulation.rows)
    done += ROWS_A_PIECE
  }
  try {
    await files.write(path, simulatedCsv(simulation), pause)
    files.commit()
  } finally {
    files.discard()
    deafen()
    progress.stop()
  }
}

/** Writes the simulated history to `path`, replacing what is there. */
export function simulateTo(path: string, simulation: Simulation, progress: Progress): Promise<void> {
  checkTarget(path)
  return toFile(path, simulation, progress)
}

export const simulate: Verb = async ({ options, operand: out, terminal }) => {
  const { kind = 'pump', rows = DEFAULT_ROWS, sensorCount, fault = 'bearing', seed = DEFAULT_SEED } = options
  const simulation: Simulation = { kind, rows, fault, seed, ...(sensorCount !== undefined && { sensors: sensorCount }) }
  if (out === '-') {
    await toStandardOutput(simulatedCsv(simulation))
    return 0
  }
  if (existsSync(out) && !options.force) throw usage('EXISTS', `${out} exists already`, 'give another name, or --force to overwrite it', out)
  await simulateTo(out, simulation, options.quiet ? noProgress : createProgress(terminal.errorStream))
  if (!options.quiet)
    terminal.tell(
      `wrote ${out}: ${rows} rows of a ${kind}, fault ${fault}${fault === 'none' ? '' : ' over the last 30 %'}; analyse it with: acm analyze ${out} --ignore fault`,
    )
  return 0
}
