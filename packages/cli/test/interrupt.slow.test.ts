import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acm, filesIn, folder } from './acm.ts'

const large = join(folder(), 'large.csv')

beforeAll(async () => {
  await acm(['simulate', large, '--rows', '120000', '--sensors', '40'])
}, 60_000)
afterAll(() => rmSync(large, { force: true }))

/** Ctrl-C once the phase named shows in the progress; again after `again` milliseconds where given. */
function interruptedAt(phase: RegExp, again?: number) {
  return (child: ChildProcess) => {
    let text = ''
    let done = false
    child.stderr?.on('data', (piece) => {
      text += piece
      if (done || !phase.test(text)) return
      done = true
      child.kill('SIGINT')
      if (again !== undefined) setTimeout(() => child.kill('SIGINT'), again)
    })
  }
}

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  test.each([
    ['while reading', /Reading/],
    ['while computing', /\n(?!Reading)\w/],
  ])(
    '%s ends the run cleanly, with 130, and nothing half written',
    async (_, phase) => {
      const cwd = folder()
      const { code, stdout, stderr } = await acm(['analyze', large, '--ignore', 'fault', '--scores', 'scores.csv'], {
        cwd,
        meanwhile: interruptedAt(phase),
      })
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
      expect(stderr).toContain('ACM-INTERRUPTED')
      expect(stderr).not.toMatch(/^\s+at /m)
      expect(filesIn(cwd)).toEqual([])
    },
    60_000,
  )

  test('twice ends at once', async () => {
    const cwd = folder()
    const { code } = await acm(['analyze', large, '--ignore', 'fault'], { cwd, meanwhile: interruptedAt(/Reading/, 1) })
    expect(code).toBe(130)
    expect(filesIn(cwd)).toEqual([])
  }, 60_000)

  test('stops a simulation', async () => {
    const cwd = folder()
    const { code } = await acm(['simulate', 'long.csv', '--rows', '5000000'], { cwd, meanwhile: interruptedAt(/Simulating/) })
    expect(code).toBe(130)
    expect(filesIn(cwd)).toEqual([])
  }, 60_000)
})
