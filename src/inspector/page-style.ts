/**
 * The style sheet of the inspector's page.
 *
 * @module
 */

/** The style sheet, as it is served. */
export const pageStyle: string = `:root {
  color-scheme: light dark;
  --paper: #f6efe2; --card: #fffaf0; --ink: #2b1a1d; --faint: #65504c; --line: #dcccb0; --field: #85705f;
  --accent: #7a1730; --on-accent: #fff6e6; --velvet: #5f1023; --on-velvet: #f9ead2; --gold: #e3c27a;
  --track: #ece0c8; --good: #1f5f3c; --bad: #9a1b1b; --warn: #7a5200; --good-bg: #e2f0e0; --bad-bg: #fbe3dc; --warn-bg: #faedc9;
  --k1: #7a1730; --k2: #b4771b; --k3: #2f6b62; --k4: #5a5596; --k5: #b0553d; --k6: #6d7a2b;
  --kname: #3d2a2d; --kenvelope: #8d7765; --kfields: #b9a488; --krest: #cfbd9c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #170d10; --card: #24151a; --ink: #f4e8d6; --faint: #c7afa1; --line: #47303a; --field: #a58a80;
    --accent: #e9c983; --on-accent: #2b1a0a; --velvet: #4a0b1b;
    --track: #38242b; --good: #9fdcb4; --bad: #ffb3a3; --warn: #f2cf7c; --good-bg: #17301f; --bad-bg: #451a17; --warn-bg: #3a2a0c;
    --k1: #e0708a; --k2: #e3b45e; --k3: #6fbcae; --k4: #a9a3e8; --k5: #ea9478; --k6: #b9c568;
    --kname: #f4e8d6; --kenvelope: #9b8377; --kfields: #79625a; --krest: #5d4a46;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0; overflow-wrap: anywhere; }
h1, h2, .figure strong { font-family: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Georgia, serif; }
h1 { display: flex; align-items: center; gap: .6rem; margin: 0; font-size: 1.35rem; font-weight: 600; }
h2 { margin: 0 0 .75rem; font-size: 1.25rem; font-weight: 600; line-height: 1.2; }
h3 { margin: 1.4rem 0 .5rem; font-size: .95rem; font-weight: 700; }
p { margin: 0 0 .75rem; }
a { color: var(--accent); text-underline-offset: .2em; }
code { font: .92em ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
header :focus-visible, .skip:focus-visible { outline-color: var(--gold); }
main:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 1; top: .5rem; left: .5rem; padding: .5rem 1rem; background: var(--velvet); color: var(--on-velvet); transform: translateY(-200%); }
.skip:focus { transform: none; }
header { background: var(--velvet); color: var(--on-velvet); border-bottom: 4px double var(--gold); }
.rail, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 clamp(.75rem, 3vw, 2rem); }
.rail { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1.5rem; padding-block: .7rem; }
.brass { display: inline-grid; place-items: center; width: 2.3rem; height: 2.3rem; border: 2px solid #8a6a24; border-radius: 50%; background: radial-gradient(circle at 32% 25%, #f0d690, #c89d46); color: #33200a; font-size: 1rem; font-weight: 700; }
.live { display: flex; align-items: center; gap: .75rem; margin: 0; color: var(--gold); }
.live button { color: var(--on-velvet); }
main { padding-block: clamp(1rem, 3vw, 1.75rem); }
.grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; align-items: start; }
.card { min-width: 0; padding: 1.1rem clamp(.9rem, 2vw, 1.35rem) 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.column { display: grid; gap: 1rem; min-width: 0; }
.wide { grid-column: 1 / -1; }
@media (max-width: 52rem) { .grid { grid-template-columns: minmax(0, 1fr); } }
.quiet, .type, .more { color: var(--faint); font-size: .9rem; }
p.quiet { margin-bottom: 0; }
.notice { padding: .6rem .85rem; border-left: 5px solid var(--bad); border-radius: 6px; background: var(--bad-bg); overflow-wrap: anywhere; }
main > .notice { border-left-color: var(--good); background: var(--good-bg); margin-bottom: 1rem; }
.notice .quiet { color: inherit; }
.state, .badge, .fate { display: inline-block; padding: .1rem .6rem; border-radius: 999px; background: var(--track); font-size: .85rem; font-weight: 600; white-space: nowrap; }
.good, .fate.kept { background: var(--good-bg); color: var(--good); }
.bad, .fate.dropped, .e-rejected, .e-conflict, .e-late-change, .e-cookie-will-be-dropped, .e-store-behind { background: var(--bad-bg); color: var(--bad); }
.fate.depends, .e-revoked, .e-merged, .e-stale-cookie, .e-copy-too-large, .e-duplicate-cookie { background: var(--warn-bg); color: var(--warn); }
.e-committed { background: var(--good-bg); color: var(--good); }
.facts, .clocks { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.25rem, 1fr)); gap: .75rem 1.25rem; margin: 0; }
dt { color: var(--faint); font-size: .85rem; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.clocks { margin: .75rem 0 1rem; }
dd .quiet { font-weight: 400; }
.clocks dd { font-variant-numeric: tabular-nums; }
.tree { margin: 0; padding: 0; list-style: none; }
.tree .tree { margin-left: .35rem; padding-left: .8rem; border-left: 1px solid var(--line); }
.tree li { padding: .12rem 0; overflow-wrap: anywhere; line-height: 1.45; }
.key, .value { font: 600 .92em ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.value { font-weight: 400; color: var(--accent); }
.value, .key, .part { display: inline; max-width: 100%; overflow-wrap: anywhere; }
summary { cursor: pointer; }
em, i { color: var(--faint); font-style: italic; font-size: .9rem; }
.bar, .columns { display: block; width: 100%; height: 2.1rem; border-radius: 6px; }
.columns { height: 5rem; }
.share { display: block; width: 100%; min-width: 4rem; height: .5rem; margin-top: .3rem; border-radius: 3px; }
.track { fill: var(--track); }
.limit { fill: var(--bad); }
.ahead { fill: var(--krest); }
.elapsed { fill: var(--k3); }
.m-start { fill: var(--k3); --c: var(--k3); }
.m-seen { fill: var(--kname); --c: var(--kname); }
.m-idle { fill: var(--k2); --c: var(--k2); }
.m-end { fill: var(--bad); --c: var(--bad); }
.c1 { fill: var(--k1); --c: var(--k1); }
.c2 { fill: var(--k2); --c: var(--k2); }
.c3 { fill: var(--k3); --c: var(--k3); }
.c4 { fill: var(--k4); --c: var(--k4); }
.c5 { fill: var(--k5); --c: var(--k5); }
.c6 { fill: var(--k6); --c: var(--k6); }
.c-name { fill: var(--kname); --c: var(--kname); }
.c-envelope { fill: var(--kenvelope); --c: var(--kenvelope); }
.c-fields { fill: var(--kfields); --c: var(--kfields); }
.c-rest { fill: var(--krest); --c: var(--krest); }
.bar rect[class^="c"] { stroke: var(--card); stroke-width: 1px; vector-effect: non-scaling-stroke; }
.swatch { display: inline-block; flex: none; width: .8rem; height: .8rem; border: 1px solid var(--field); border-radius: 3px; background: var(--c); vertical-align: -1px; }
.meanings { margin-top: .75rem; }
.meanings dl { margin: .5rem 0 0; }
.meanings dd { font-weight: 400; margin-bottom: .4rem; }
.figure { margin-bottom: .4rem; }
.figure strong { font-size: 1.3rem; }
.parts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: .2rem 1.75rem; margin: .7rem 0 0; padding: 0; list-style: none; }
.parts li { display: flex; align-items: baseline; gap: .5rem; min-width: 0; }
.parts .swatch { align-self: center; }
.part { flex: 1; min-width: 0; font-size: .92rem; }
.amount { font-variant-numeric: tabular-nums; text-align: right; }
table { width: 100%; border-collapse: collapse; }
th, td { overflow-wrap: normal; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tr > :last-child { padding-right: 0; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--faint); font-size: .85rem; font-weight: 600; }
tbody th { font-weight: 600; }
.flags tbody th { white-space: nowrap; }
.counts th { width: 1%; white-space: nowrap; font-weight: 400; }
.counts .chart { width: auto; vertical-align: middle; }
.counts .share { height: .8rem; margin: 0; }
.counts .amount { width: 1%; white-space: nowrap; }
.scroll { max-height: 24rem; overflow: auto; }
#events { margin: 0; padding: 0; list-style: none; }
#events li { display: grid; grid-template-columns: 4.6rem 10.5rem minmax(0, 1fr); gap: .2rem .75rem; align-items: baseline; padding: .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
#events li:last-child { border-bottom: 0; }
#events .badge { justify-self: start; }
time { color: var(--faint); font-variant-numeric: tabular-nums; }
button { padding: .55rem 1.1rem; border: 1px solid transparent; border-radius: 999px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; line-height: 1.3; cursor: pointer; }
button.small { padding: .3rem .85rem; border-color: currentcolor; background: none; color: var(--accent); font-size: .92rem; }
.live button.small { color: var(--on-velvet); }
button:hover { filter: brightness(1.12); }
.look-up { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; margin-bottom: 1rem; }
input { flex: 1; min-width: 0; max-width: 20rem; padding: .5rem .75rem; border: 1px solid var(--field); border-radius: 8px; background: var(--paper); color: inherit; font: inherit; }
table.sessions + p { margin-top: 1rem; }
footer { padding-bottom: 1.5rem; color: var(--faint); font-size: .92rem; }
@media (max-width: 40rem) {
  .flags thead, .sessions thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .flags tr, .sessions tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem .75rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .flags tr > *, .sessions tr > * { padding: 0; border: 0; }
  .flags tr :nth-child(1) { grid-row: 1; white-space: normal; }
  .flags tr > :nth-child(2) { grid-row: 2; grid-column: 1 / -1; }
  .flags tr > :nth-child(3) { grid-row: 1; grid-column: 2; }
  .sessions tr > * { grid-column: 1 / -1; }
  .sessions tr > :first-child { grid-column: 1; }
  .sessions tr > :last-child { grid-row: 1; grid-column: 2; }
  .sessions td[data-label]::before { content: attr(data-label) ": "; color: var(--faint); font-size: .9rem; }
  #events li { grid-template-columns: auto minmax(0, 1fr); }
  #events .said { grid-column: 1 / -1; }
  .look-up label, .look-up input { flex: 1 0 100%; max-width: none; margin-bottom: -.25rem; }
  .look-up button { margin-top: .35rem; }
}
@media (forced-colors: active) {
  svg, .swatch { forced-color-adjust: none; }
}
`
