// The page's style sheet, which stands behind that of the charts: text and lines have their colours from there.

const light = `
--page: #fff; --panel: #f6f7f9; --rule: #d6dbe1; --link: #0b57a4;
--healthy: #1e7a40; --degrading: #8a6700; --critical: #b34d00; --failure: #b01717;`

const dark = `
--page: #12171d; --panel: #1b222a; --rule: #36414d; --link: #7db8f5;
--healthy: #5cc98a; --degrading: #e6bd45; --critical: #ff9a4d; --failure: #ff7a72;`

export const pageStyle: string = `
:root { ${light} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-printing]) { ${dark} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 72rem; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .6rem; font-size: 1.3rem; border-bottom: 1px solid var(--rule); padding-bottom: .2rem; }
h3 { margin: 0 0 .4rem; font-size: 1.1rem; }
p { margin: .4rem 0; }
a { color: var(--link); }
ul { margin: .4rem 0; padding-left: 1.3rem; }
li { margin: .25rem 0; }
p, li, dd, figcaption, h3 { overflow-wrap: anywhere; }
td, th { overflow-wrap: break-word; }
code { font-family: ui-monospace, "SF Mono", Consolas, monospace; font-size: .9em; }
.kicker { margin: 0; color: var(--muted); font-size: .85rem; letter-spacing: .04em; }
.period, .quiet { color: var(--muted); }
.quiet { font-size: .9rem; }
.sentence { font-weight: 600; }
.verdict { display: flex; gap: 1.5rem; align-items: center; margin: 1rem 0; padding: 1rem 1.25rem; background: var(--panel); border-left: 6px solid; border-radius: 4px; }
.verdict .words { flex: 1; min-width: 0; }
.figure { margin: 0; text-align: center; color: var(--text); }
.figure .value { display: block; font-size: 3rem; line-height: 1; font-weight: 700; font-variant-numeric: tabular-nums; }
.figure .of { display: block; color: var(--muted); font-size: .85rem; }
.figure .zone { display: block; margin-top: .35rem; font-weight: 700; }
.zone-edge-healthy { border-color: var(--healthy); } .zone-edge-healthy .zone { color: var(--healthy); }
.zone-edge-degrading { border-color: var(--degrading); } .zone-edge-degrading .zone { color: var(--degrading); }
.zone-edge-critical { border-color: var(--critical); } .zone-edge-critical .zone { color: var(--critical); }
.zone-edge-failure { border-color: var(--failure); } .zone-edge-failure .zone { color: var(--failure); }
.gauge { display: block; width: 100%; height: 14px; margin-bottom: .5rem; }
.zone-fill-healthy { fill: var(--healthy); } .zone-fill-degrading { fill: var(--degrading); } .zone-fill-critical { fill: var(--critical); } .zone-fill-failure { fill: var(--failure); }
.needle { fill: var(--text); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; }
.note { margin: 1rem 0; padding: .6rem 1.25rem; border: 1px solid var(--degrading); border-radius: 4px; }
.note h2 { margin: 0; border: 0; font-size: 1rem; }
.zones { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0 1.5rem; }
.card { margin: 1rem 0; padding: 1rem 1.25rem; border: 1px solid var(--rule); border-left: 6px solid var(--muted); border-radius: 4px; }
.severity-high { border-left-color: var(--failure); }
.severity-medium { border-left-color: var(--critical); }
.severity-low { border-left-color: var(--degrading); }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .8rem; font-weight: 500; }
figure { margin: 1rem 0; }
figcaption { color: var(--muted); font-size: .85rem; }
figcaption b { color: var(--text); font-size: .95rem; margin-right: .4rem; }
.plot { width: 100%; min-height: 150px; overflow: hidden; }
.scroll { overflow-x: auto; margin: 1rem 0; background: linear-gradient(to right, var(--page) 40%, transparent) 0 0 / 3rem 100% no-repeat local,
  linear-gradient(to left, var(--page) 40%, transparent) 100% 0 / 3rem 100% no-repeat local, linear-gradient(to right, var(--grid), transparent) 0 0 / 1rem 100% no-repeat scroll,
  linear-gradient(to left, var(--muted), transparent) 100% 0 / .6rem 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
thead th { color: var(--muted); font-weight: 500; }
tbody th { font-weight: 500; }
td, th { min-width: 5rem; max-width: 26rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.share { display: inline-block; min-width: 3.2rem; }
.bar { width: 7rem; height: 10px; margin-left: .5rem; vertical-align: middle; }
.bar .track { fill: var(--grid); } .bar .fill { fill: var(--line); }
.hash { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 2rem; }
  .verdict { display: block; }
  .figure { text-align: left; margin-bottom: .6rem; }
  .figure .value, .figure .of, .figure .zone { display: inline; }
  .card { padding: .75rem; }
  .scroll table { min-width: 38rem; }
  .facts { grid-template-columns: 1fr; }
  .facts dd { margin-bottom: .35rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  a { color: inherit; text-decoration: none; }
  figure, tr, .verdict, .card .scroll { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .verdict, .zone-fill-healthy, .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; background: none; }
}
`
