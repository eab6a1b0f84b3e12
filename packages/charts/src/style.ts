// The style sheet of charts. Colours are custom properties, which the drawing reads; while the root has data-printing they are those for paper.

import { uplotStyle } from './uplot-text.ts'

const light = `
--text: #16202b; --muted: #56626f;
--grid: #e4e8ec; --line: #0b57a4; --expected: #4a5560; --band: rgba(80,130,170,.2); --band-edge: rgba(80,130,170,.55); --level: #9c1c1c;
--episode: rgba(205,60,40,.13); --episode-edge: rgba(205,60,40,.6); --episode-name: #9c1c1c;
--train: rgba(60,90,130,.09); --train-edge: rgba(60,90,130,.4); --train-name: #41536b;
--zone-healthy: rgba(40,150,80,.10); --zone-degrading: rgba(225,175,0,.13); --zone-critical: rgba(230,110,0,.15); --zone-failure: rgba(200,30,30,.16);`

const dark = `
--text: #e6ebf0; --muted: #a3aebb;
--grid: #2a333d; --line: #6db3ff; --expected: #b9c3ce; --band: rgba(120,170,215,.22); --band-edge: rgba(120,170,215,.5); --level: #ff8f85;
--episode: rgba(255,110,90,.17); --episode-edge: rgba(255,110,90,.65); --episode-name: #ffa79e;
--train: rgba(140,175,220,.12); --train-edge: rgba(140,175,220,.45); --train-name: #b7c8de;
--zone-healthy: rgba(60,190,110,.12); --zone-degrading: rgba(235,190,40,.13); --zone-critical: rgba(245,130,30,.16); --zone-failure: rgba(245,60,60,.18);`

/** uPlot's own style sheet and ours, as text. */
export const chartStyle: string = `${uplotStyle}
:root { color-scheme: light dark; ${light} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-printing]) { ${dark} } }
.u-legend { font-size: 12px; color: var(--muted); text-align: left; margin: 0; }
.u-legend .u-value { font-variant-numeric: tabular-nums; color: var(--text); }
.u-inline tr { margin-right: 10px; }
.u-select { background: rgba(120,140,170,.25); }
.u-legend table, .u-legend th, .u-legend td { border: 0; min-width: 0; }
table.u-legend { width: auto; } table.u-legend th, table.u-legend td { border: 0; min-width: 0; padding: 2px; }
`
