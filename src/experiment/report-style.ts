/** How the report looks: light, one column of text, figures side by side where there is room; prints. */
export const STYLE = `
:root { --ink: #1c2126; --soft: #5c666f; --line: #dfe3e6; --pass: #11775a; --fail: #b3261e; --expected: #d7e6f4 }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1080px; padding: 2.5rem 1.5rem 6rem; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .2rem; letter-spacing: -.01em }
h2 { font-size: 1.2rem; margin: 0 0 .5rem }
h2 small, .facts, figcaption, dt { color: var(--soft); font-weight: 400 }
h2 small { font-size: .85rem; margin: 0 .4rem }
.id { color: var(--soft); font-weight: 600; margin-right: .35rem }
header p { max-width: 46rem }
.facts { margin: 0 0 1rem }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1.8rem }
.claim { max-width: 46rem; margin: 0 0 1rem }
a { color: #0b5cad; text-decoration: none } a:hover { text-decoration: underline }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .32rem .9rem .32rem 0; border-bottom: 1px solid var(--line); vertical-align: middle }
th { color: var(--soft); font-weight: 500; font-size: .85rem }
tr > :last-child { text-align: right; padding-right: 0; white-space: nowrap }
.outcomes td:nth-child(2), .outcomes td:nth-child(3) { font-variant-numeric: tabular-nums }
.summary { max-width: 46rem; margin-top: 1.2rem } .summary td:first-child { width: 4rem }
.dots { text-align: right; white-space: nowrap }
.dot { display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-left: 3px }
.dot.pass { background: var(--pass) } .dot.fail { background: var(--fail) }
.chip { display: inline-block; font-size: .78rem; font-weight: 600; padding: .08rem .55rem; border-radius: 1rem }
.chip.pass { color: var(--pass); background: #e3f3ec } .chip.fail { color: #fff; background: var(--fail) }
.figures { display: flex; flex-wrap: wrap; gap: 1.4rem 1.2rem; margin: 1.4rem 0 1rem }
figure { margin: 0; max-width: 100% } figcaption { font-size: .85rem; padding-left: .2rem; max-width: 31rem }
svg { display: block; max-width: 100%; height: auto; font-size: 11.5px }
svg text { fill: var(--soft) } svg .label { fill: var(--ink); font-size: 12.5px }
.grid { stroke: #eceff1 } .axis, .tick { stroke: #8a949c; fill: none } .line { stroke: var(--line) }
.target { stroke: #1c2126; stroke-width: 1.6; fill: none } .expected { fill: var(--expected) } .ground { fill: #f4f5f6 }
.observed { stroke: #d55e00; stroke-width: 1.6 } .interval { stroke: var(--ink); stroke-width: 2 }
circle.pass { fill: var(--pass) } circle.fail { fill: var(--fail) }
.legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; list-style: none; margin: 0 0 .3rem .2rem; padding: 0;
  font-size: .85rem; max-width: 31rem }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: .35rem; vertical-align: -1px }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: .25rem 1rem; margin: 0; font-size: .88rem }
dd { margin: 0; overflow-wrap: anywhere } code { font-size: .92em }
.warning { margin: .6rem 0 0; color: #7a4b00 }
@media print { section { break-inside: avoid } body { padding: 0 } }
`;
