import type { RunResult } from '@acm/contract'
import { timeText } from './time-text.ts'

const ROWS_A_PIECE = 4096

/** NaN is an empty cell; other numbers are the shortest text that reads back to the same number. */
const cell = (value: number): string => (Number.isNaN(value) ? '' : String(value))

/** The file of `acm analyze --scores`: a public interface, described in docs/guide/formats.md. Pieces of text, one line a row, "\n" after each. */
export function* scoresCsv(result: RunResult): Generator<string> {
  const { time, split, fused, anomaly, health, state, detectors } = result.series
  yield `${['time', 'split', 'fused', 'anomaly', 'health', ...detectors.map(({ name }) => name), ...(state ? ['state'] : [])].join(',')}\n`
  for (let begin = 0; begin < time.length; begin += ROWS_A_PIECE) {
    let piece = ''
    for (let i = begin; i < Math.min(begin + ROWS_A_PIECE, time.length); i++) {
      piece += `${timeText(time[i], result.source.zoned)},${split[i] ? 'score' : 'train'},${cell(fused[i])},${anomaly[i]},${cell(health[i])}`
      for (const { z } of detectors) piece += `,${cell(z[i])}`
      if (state) piece += `,${state[i]}`
      piece += '\n'
    }
    yield piece
  }
}
