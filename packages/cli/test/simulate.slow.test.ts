import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { acm, file, filesIn, folder } from './acm.ts'

describe('acm simulate', () => {
  test('writes the file whole and says how to analyse it', async () => {
    const cwd = folder()
    const { code, stderr, stdout } = await acm(['simulate', 'out/pump.csv', '--rows', '300'], { cwd })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('acm analyze out/pump.csv --ignore fault')
    expect(filesIn(cwd)).toEqual(['out', 'out/pump.csv'])
    expect(readFileSync(join(cwd, 'out/pump.csv'), 'utf8').split('\n')).toHaveLength(302)
  })

  test('- is standard output', async () => {
    const { code, stdout } = await acm(['simulate', '-', '--rows', '10'])
    expect(code).toBe(0)
    expect(stdout.split('\n')).toHaveLength(12)
  })

  test('does not overwrite a file unless told to', async () => {
    const path = file('precious')
    const refused = await acm(['simulate', path, '--rows', '10'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('ACM-USAGE-EXISTS')
    expect(readFileSync(path, 'utf8')).toBe('precious')
    expect((await acm(['simulate', path, '--rows', '10', '--force'])).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toMatch(/^time,speed/)
  })

  test('a fault the asset cannot have names those it can', async () => {
    const cwd = folder()
    const { code, stderr } = await acm(['simulate', 'm.csv', '--kind', 'motor', '--fault', 'leak'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('choose one of bearing, blockage, sensor-stuck, none')
    expect(existsSync(join(cwd, 'm.csv'))).toBe(false)
  })

  test('an unwritable target is refused before any work, with 4', async () => {
    const path = file('a file')
    const { code, stderr } = await acm(['simulate', join(path, 'inside.csv')])
    expect(code).toBe(4)
    expect(stderr).toContain('ACM-STORE-OUTPUT')
    writeFileSync(path, 'still there')
  })
})
