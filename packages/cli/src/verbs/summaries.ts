import type { VerbName } from '../flags/flag.ts'

/** What the help, the completion and the docs say about a verb, apart from its flags. */
export interface VerbSummary {
  readonly name: VerbName
  /** The operand it needs, or an empty text. */
  readonly operand: string
  readonly summary: string
  readonly about: string
  readonly examples: readonly string[]
}

export const summaries: readonly VerbSummary[] = [
  {
    name: 'analyze',
    operand: 'FILE',
    summary: 'learn what healthy looks like, score the rest, say what is wrong',
    about:
      'Reads the sensor history of one asset, learns from its healthy rows, scores the other rows, and prints the verdict. The run goes to the store and a report is written; both are whole or absent.',
    examples: [
      'acm analyze pump.csv --train-until 2024-03-01',
      'acm analyze gas-turbine/batch.csv --train gas-turbine/baseline.csv --json',
      'acm analyze pump.csv --ignore label --fail-on critical --no-store --report pump.html',
    ],
  },
  {
    name: 'inspect',
    operand: 'FILE',
    summary: 'what the reader understood of a file, why, and the flags that override it',
    about: 'Reads the file as acm analyze would and prints what it took each thing for, with the evidence, without analysing or writing anything.',
    examples: ['acm inspect export.csv', "acm inspect export.csv --delimiter ';' --day-first"],
  },
  {
    name: 'doctor',
    operand: '',
    summary: 'whether this machine is ready: Node, backend, threads, memory, store',
    about:
      'Checks what an analysis needs and prints each problem with its cure. Writes nothing. Exits with 1 if there is a problem, with 4 if it is the store.',
    examples: ['acm doctor', 'acm doctor --store plant.db --json'],
  },
  {
    name: 'verify',
    operand: '',
    summary: 'hold every kernel on this machine to stored exact values',
    about:
      'Runs the proof on your own machine: every numeric kernel, on every engine that runs here (or the one of --backend), against values computed in exact arithmetic, and prints the largest error beside the bound. Writes nothing. Exits with 1 if a bound is broken.',
    examples: ['acm verify', 'acm verify --backend wasm --json'],
  },
  {
    name: 'simulate',
    operand: 'OUT',
    summary: 'write a labelled history of a simulated pump, fan or motor',
    about:
      'Writes a CSV with a time column, sensors, and a last column fault (0 or 1), one row a minute, the fault growing from 70 % of the rows on. The same seed gives the same bytes on every machine. OUT may be - for standard output.',
    examples: ['acm simulate pump.csv', 'acm simulate wide.csv --rows 10000 --sensors 50 --fault leak --seed 7'],
  },
  {
    name: 'demo',
    operand: '',
    summary: 'simulate a pump with a growing bearing fault, analyse it, show the verdict',
    about:
      'Writes acm-demo/pump.csv, analyses it on the embedded database acm-demo/acm.db and writes acm-demo/acm-report-pump.html. Needs nothing else.',
    examples: ['acm demo', 'npm start'],
  },
  {
    name: 'completion',
    operand: 'SHELL',
    summary: 'print the completion script for bash, zsh or fish',
    about: 'Prints a script for the shell named; load it from the start-up file of the shell.',
    examples: ['source <(acm completion bash)', 'acm completion fish > ~/.config/fish/completions/acm.fish'],
  },
]
