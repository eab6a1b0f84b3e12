import type { VerbName } from '../flags/flag.ts'

/** What the help, the completion and the docs say about a verb, apart from its flags. */
export interface VerbSummary {
  readonly name: VerbName
  /** The operands it needs, apart by spaces; a last one that ends in "…" any number of times; or an empty text. */
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
    name: 'train',
    operand: 'FILE',
    summary: 'learn what healthy looks like and keep the model, for acm score',
    about:
      'Learns from all rows of FILE (or those before --train-until) and keeps the model in the store as the next version; it scores from then on. Says how mature it is and what false alarms to expect.',
    examples: ['acm train pump.csv', 'acm train pump.csv --alarms-a-month 0.5 --candidate'],
  },
  {
    name: 'score',
    operand: 'FILE',
    summary: 'judge new rows by the kept model, in milliseconds',
    about:
      'Scores the rows of FILE that are newer than the last scored ones by the promoted model of the asset, learning nothing. The run goes to the store; a report is written when asked for. The same file twice changes nothing.',
    examples: ['acm score latest.csv --asset pump', 'acm score latest.csv --asset pump --fail-on critical --json'],
  },
  {
    name: 'runs list',
    operand: '',
    summary: 'the runs in the store',
    about: 'Lists every run with its data, health and episodes, the newest first.',
    examples: ['acm runs list', 'acm runs list --asset pump --json'],
  },
  {
    name: 'report',
    operand: '',
    summary: 'write the report of the last run again, or of a part of its time',
    about: 'Makes the report of an asset from what the store holds, whole or between two times.',
    examples: ['acm report --asset pump', 'acm report --asset pump --from 2024-03-01 --until 2024-03-08 --out week.html'],
  },
  {
    name: 'diff',
    operand: 'RUN RUN',
    summary: 'what differs between two runs',
    about: 'Compares two runs by the first letters of their ids: settings, data, verdict, episodes, scores. Exits with 1 where they differ.',
    examples: ['acm diff 3f2a 91bc', 'acm diff 3f2a 91bc --json'],
  },
  {
    name: 'export',
    operand: '',
    summary: 'write the tables of the last run: scores, episodes, culprits, sensors',
    about: 'Writes every table of the last run of an asset, CSV and Parquet one file a table, JSON all in one.',
    examples: ['acm export --asset pump', 'acm export --asset pump --format parquet --out exports/pump'],
  },
  {
    name: 'models list',
    operand: '',
    summary: 'the kept models: versions, states, maturity',
    about: 'Lists every version of every model with its state (promoted, candidate, deprecated), its maturity (LEARNING, CONVERGED) and why.',
    examples: ['acm models list', 'acm models list --asset pump'],
  },
  {
    name: 'models show',
    operand: 'VERSION',
    summary: 'what a version was trained on and what it expects',
    about: 'Prints what is known of one version: training rows, sensors, threshold, false alarms, settings.',
    examples: ['acm models show 3 --asset pump'],
  },
  {
    name: 'models promote',
    operand: 'VERSION',
    summary: 'let a version score from now on',
    about: 'Makes a version the one that scores; the one before is deprecated.',
    examples: ['acm models promote 2 --asset pump'],
  },
  {
    name: 'models deprecate',
    operand: 'VERSION',
    summary: 'let a version score no more',
    about: 'Takes a version out of use, with the reason; acm models promote brings it back.',
    examples: ["acm models deprecate 3 --asset pump --reason 'new impeller'"],
  },
  {
    name: 'models export',
    operand: 'VERSION',
    summary: 'write a version to a file, for another store',
    about: 'Writes one version as a JSON file; acm models import reads it, on any machine, to the same scores.',
    examples: ['acm models export 3 --asset pump --out pump-model.json'],
  },
  {
    name: 'models import',
    operand: 'MODELFILE',
    summary: 'take a version from a file into the store',
    about: 'Adds the model as the next version of its asset, or of --asset; it scores from then on unless --candidate is given.',
    examples: ['acm models import pump-model.json', 'acm models import pump-model.json --asset pump-2 --candidate'],
  },
  {
    name: 'episodes list',
    operand: '',
    summary: 'what happened to an asset, and what people said of it',
    about: 'Lists the episodes of the asset, the newest first, each with its state: open, seen, closed with its cause, accepted.',
    examples: ['acm episodes list', 'acm episodes list --asset pump --from 2024-03-01'],
  },
  {
    name: 'episodes show',
    operand: 'EPISODE',
    summary: 'one episode in words, and all that was said of it',
    about: 'EPISODE is its number in acm episodes list, or its id.',
    examples: ['acm episodes show 1'],
  },
  {
    name: 'episodes ack',
    operand: 'EPISODE',
    summary: 'say that somebody has seen it',
    about: 'Keeps who saw the episode and when; nothing else changes.',
    examples: ["acm episodes ack 1 --reason 'inspection on Monday'"],
  },
  {
    name: 'episodes comment',
    operand: 'EPISODE TEXT…',
    summary: 'say something about it',
    about: 'Keeps a comment with the episode.',
    examples: ["acm episodes comment 1 'coupling was misaligned'"],
  },
  {
    name: 'episodes close',
    operand: 'EPISODE',
    summary: 'say what it was',
    about:
      'Closes the episode with its cause. Of a false alarm similar episodes (the same sensor first to blame, the same direction, up to 1.1 times its peak) are suppressed from the next run on, which says how many.',
    examples: ['acm episodes close 1 --cause fault', "acm episodes close 2 --cause false --reason 'washing'"],
  },
  {
    name: 'accept',
    operand: 'EPISODE',
    summary: 'say that this is the new normal',
    about: 'From this episode on, what is like it raises no alarm; what grows beyond 1.1 times its peak does.',
    examples: ["acm accept 1 --reason 'new set point'"],
  },
  {
    name: 'undo',
    operand: 'NUMBER',
    summary: 'take back what was said',
    about: 'Every statement has a number, which was printed when it was made; the next run judges as if it had not been said.',
    examples: ['acm undo 4'],
  },
  {
    name: 'silence add',
    operand: '',
    summary: 'let an asset or a sensor raise no alarm for some time',
    about: 'A silence has an owner, a reason and an end; episodes that begin in it are suppressed and counted. It ends by itself.',
    examples: [
      "acm silence add --asset pump --until 2024-04-01 --reason 'overhaul'",
      "acm silence add --sensor TI-101 --until 2024-04-01 --reason 'probe loose'",
    ],
  },
  {
    name: 'silence list',
    operand: '',
    summary: 'silences, and which of them stand',
    about: 'Lists every silence with its owner, reason, time and state.',
    examples: ['acm silence list'],
  },
  {
    name: 'silence end',
    operand: 'NUMBER',
    summary: 'end a silence now',
    about: 'Episodes that begin from now on raise alarms again.',
    examples: ['acm silence end 4'],
  },
  {
    name: 'maintenance add',
    operand: '',
    summary: 'say that the machine was worked on: its past no longer counts',
    about: 'Rows before it are left out of every later analysis, and the model that was trained on them is deprecated.',
    examples: ["acm maintenance add --asset pump --at 2024-03-01T14:00 --reason 'bearings replaced'"],
  },
  {
    name: 'maintenance list',
    operand: '',
    summary: 'when the machines were worked on',
    about: 'Lists every maintenance with who entered it.',
    examples: ['acm maintenance list'],
  },
  {
    name: 'life train',
    operand: 'HISTORY…',
    summary: 'learn how long machines last from some that ran until they failed',
    about:
      'Reads whole lives, one machine a file, or all in one with --unit, and learns the remaining life by boosted trees or ridge regression; error and interval are measured on machines held out. Needs at least ten.',
    examples: ['acm life train fleet.csv --unit engine --age cycle --operating setting1,setting2', 'acm life train lives/*.csv --model pumps.json'],
  },
  {
    name: 'life predict',
    operand: 'HISTORY…',
    summary: 'what machines that still run have left: P10, P50, P90',
    about:
      'Tells each machine by its history so far, with an interval that held for the stated share of machines the model had not seen, and says what it doubts.',
    examples: ['acm life predict running.csv --unit engine --age cycle', 'acm life predict pump7.csv --model pumps.json --json'],
  },
  {
    name: 'config show',
    operand: '',
    summary: 'the settings that count, and where each comes from',
    about: 'Prints the settings of an analysis as the file, the environment and the defaults give them; with --asset those of one asset.',
    examples: ['acm config show --origin', 'acm config show --asset pump --origin'],
  },
  {
    name: 'config schema',
    operand: '',
    summary: 'print the JSON schema of a configuration file, for editors',
    about: 'Every setting with its type, range, default and a sentence.',
    examples: ['acm config schema > acm.schema.json'],
  },
  {
    name: 'completion',
    operand: 'SHELL',
    summary: 'print the completion script for bash, zsh or fish',
    about: 'Prints a script for the shell named; load it from the start-up file of the shell.',
    examples: ['source <(acm completion bash)', 'acm completion fish > ~/.config/fish/completions/acm.fish'],
  },
]
