// What the page carries to draw its charts: uPlot and our own script, as text, read once.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export interface ClientAssets {
  readonly library: string
  readonly libraryStyle: string
  readonly script: string
}

let assets: ClientAssets | undefined

/** Reads uPlot from where it is installed and our compiled script from beside this file; later calls answer from memory. */
export function clientAssets(): ClientAssets {
  assets ??= { library: library(), libraryStyle: installed('dist/uPlot.min.css'), script: script() }
  return assets
}

function installed(path: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(`uplot/${path}`), 'utf8')
}

/** uPlot with its licence in place of the banner, whose address would be the only one on the page. */
function library(): string {
  const { version } = JSON.parse(installed('package.json')) as { version: string }
  const code = installed('dist/uPlot.iife.min.js').replace(/^\/\*!.*?\*\/\s*/s, '')
  return `/*! uPlot ${version}\n${installed('LICENSE')}\n*/\n${code}`
}

/** Our modules one after the other. Their top-level names differ, so that leaving out imports and exports makes one script of them. */
function script(): string {
  return ['format.js', 'client/time-axis.js', 'client/draw.js']
    .map((path) => withoutModules(readFileSync(new URL(path, import.meta.url), 'utf8')))
    .join('\n')
}

function withoutModules(code: string): string {
  return code
    .replace(/^import .*;?$/gm, '')
    .replace(/^export (?=function|const|class)/gm, '')
    .replace(/^export \{\};?$/gm, '')
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
}
