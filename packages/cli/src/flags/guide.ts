import { summaries, type VerbSummary } from '../verbs/summaries.ts'
import { categories, isSetting } from './flag.ts'
import { sentence, usageOf } from './help.ts'
import { flagsOf, type VerbFlag } from './parse.ts'

const cellText = (text: string): string => text.replaceAll('|', '\\|')

function row({ key, name, flag }: VerbFlag): string {
  return `| \`${usageOf({ key, name, flag })}\` | ${cellText(sentence(flag))} | ${isSetting(key) ? `\`${key}\`` : ''} |`
}

function verbSection(verb: VerbSummary): string[] {
  const known = flagsOf(verb.name)
  const rows = categories.flatMap((category) => known.filter(({ flag }) => flag.category === category).map(row))
  const usage = `acm ${verb.name}${verb.operand ? ` ${verb.operand}` : ''} [flags]`
  return [
    `## ${usage.replace(' [flags]', '')}`,
    '',
    verb.about,
    '',
    '```sh',
    ...verb.examples,
    '```',
    '',
    '| flag | what it does | in a configuration file |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ]
}

const introduction = `# The command line

Written from the flag declarations by \`npm run build:docs -w @acm/cli\`; edit \`packages/cli/src/flags/definitions.ts\` instead.

In this folder \`npx acm\` runs the program on the project's own Node 24; \`acm\` alone needs Node 22.13 or newer.
Results go to standard output, progress and hints to standard error. With \`NO_COLOR\` set, or off a terminal, there is no colour.
Ctrl-C stops cleanly with nothing half written; a second Ctrl-C stops at once.
A flag's value stands after a space or after \`=\`. Of a repeated flag the last counts; lists grow.
`

const exitCodes = `## Exit codes

| code | meaning |
| --- | --- |
| 0 | fine, whatever the verdict, unless \`--fail-on\` says otherwise |
| 1 | failure |
| 2 | usage or configuration: an unknown flag, a wrong value, an unknown sensor |
| 3 | the data contract is broken: the file was read and is no usable history |
| 4 | store, source or output unreachable |
| 10 | \`--fail-on CONDITION\` was given and the condition is that or worse: \`returned\` (an alarm ended that nobody acknowledged), \`outside-trained-range\`, \`alarm\` (one is open; so does \`degrading\`; \`critical\` and \`failure\` ask for that zone too), or not observed, whatever was named |
| 130 | interrupted; nothing was written |

An error prints its code (\`ACM-…\`), where it is, and what cures it; \`--debug\` adds the stack trace.
`

const paths = `## Where things are written

| what | default | without it |
| --- | --- | --- |
| store | \`.acm/acm.db\` in the current folder, which is made; all assets share one | \`--no-store\` |
| report | \`acm-report-ASSET.html\` in the current folder; a later run of the asset replaces it | \`--no-report\` |
| scores | not written | |

The asset is called after its file; where the file's name only says its role (\`batch\`, \`baseline\`, \`test\`, \`train\`, \`data\`, a number…), after its folder:
\`gas-turbine/batch.csv\` is about \`gas-turbine\`. All outputs of a run appear together, once it is done; a failed run leaves those of the last one in place.
`

const configuration = `## Configuration

\`acm.toml\` in the current folder, or \`--config FILE\` (TOML, or JSON), holds settings by the names in the last column above; \`store = false\` is \`--no-store\`. A table
\`[assets."NAME"]\` holds what is different for one asset. Above the file stands the environment (\`ACM_TRAIN_UNTIL\`, \`ACM_BACKEND\` …), above that the command line.
Settings of other verbs are passed over, so one file can serve all; an unknown name is an error that names the nearest. \`acm config show --origin\` says where each value
comes from, \`acm config schema\` prints a JSON schema for editors.

\`\`\`toml
trainUntil = 2024-03-01
ignore = ["label"]
store = "/var/lib/acm/plant.db"

[assets."Pump 7"]
alarmsAMonth = 0.5
\`\`\`

\`NO_COLOR\` turns colour off.
`

/** The text of docs/guide/command-line.md. */
export function commandLineGuide(): string {
  return [introduction, ...summaries.flatMap(verbSection), exitCodes, paths, configuration].join('\n')
}
