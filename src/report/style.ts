/**
 * Colours of runs and layers, in the order of use, for either background. Each has a contrast of at least 3:1
 * to its background (WCAG 1.4.11); none is a pure red or green, and dashes, markers and labels tell lines
 * apart as well.
 */
export const LINE_COLORS = {
  light: ["#0072b2", "#b35900", "#8f4a9e", "#00796b", "#5a5a5a", "#b3307a", "#7a5230", "#2f4b9c"],
  dark: ["#56b4e9", "#e69f00", "#cc9bdb", "#4fc1b0", "#b8b8b8", "#f58bc3", "#c9a27e", "#9db2ff"],
} as const;

/** The page's colours, for either background. Text has a contrast of at least 4.5:1. */
export const PAGE_COLORS = {
  light: {
    background: "#ffffff",
    text: "#1b1f24",
    quiet: "#57606a",
    edge: "#d0d7de",
    panel: "#f6f8fa",
    accent: "#0072b2",
  },
  dark: {
    background: "#14171a",
    text: "#e6e9ec",
    quiet: "#9aa4ae",
    edge: "#3a424a",
    panel: "#1d2227",
    accent: "#56b4e9",
  },
} as const;

/** The shade of the darkest cell of a heat map; more would cost the text on it its contrast. */
export const HEAT_LIMIT = { light: 0.7, dark: 0.45 } as const;

function variables(theme: "light" | "dark"): string {
  const page = Object.entries(PAGE_COLORS[theme]).map(([name, color]) => `--${name}:${color}`);
  const lines = LINE_COLORS[theme].map((color, i) => `--line-${i}:${color}`);
  const heat = Array.from({ length: 9 }, (_, i) => {
    const share = Math.round((i / 8) * HEAT_LIMIT[theme] * 100);
    return `--heat-${i}:color-mix(in srgb,var(--accent) ${share}%,var(--background))`;
  });
  return [...page, ...lines, ...heat].join(";");
}

const LINES = LINE_COLORS.light.map((_, i) => `.color-${i}{--color:var(--line-${i})}`).join("");
const SHADES = Array.from(
  { length: 9 },
  (_, i) => `.shade-${i}{--color:color-mix(in srgb,var(--accent) ${Math.round((i / 8) * 100)}%,var(--edge))}`,
).join("");
const HEAT = Array.from({ length: 9 }, (_, i) => `.heat-${i}{background:var(--heat-${i})}`).join("");

/** The report's style sheet: light or dark as the reader's system is, and one column down to 320 pixels. */
export const STYLE = `
:root{color-scheme:light dark;${variables("light")}}
@media (prefers-color-scheme:dark){:root{${variables("dark")}}}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:15px/1.5 system-ui,sans-serif;
  overflow-wrap:anywhere}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.2rem}
h1{font-size:1.45rem;line-height:1.25;margin:0 0 .3rem}
h2{font-size:1.2rem;margin:1.1rem 0 .5rem;padding-top:.6rem;break-after:avoid;
  border-top:1px solid var(--edge)}
h3{font-size:1.02rem;margin:0 0 .2rem}
p{margin:.35rem 0}
.quiet,.sentence,footer{color:var(--quiet)}
.sentence,.small{font-size:.86rem}
.headline{font-size:1.25rem;font-weight:600;line-height:1.35;margin:.8rem 0}
.contents{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0;margin:.8rem 0 0;
  font-size:.92rem}
a{color:var(--accent)}
.cards{list-style:none;padding:0;margin:0;display:grid;align-items:start;gap:.6rem;
  grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr))}
.cards .item{margin:0}
.folds{display:flex;flex-wrap:wrap;gap:0 1.4rem;align-items:start}
.over p{color:var(--quiet)}
.item{border:1px solid var(--edge);border-radius:8px;padding:.55rem .9rem;margin:.6rem 0;break-inside:avoid}
.badge{display:inline-block;border:1px solid currentColor;border-radius:1em;padding:0 .6em;font-size:.78rem;
  font-weight:600;margin-right:.5em;white-space:nowrap}
.badge.strong{background:var(--accent);color:var(--background);border-color:var(--accent)}
.scroll{overflow-x:auto;max-width:100%}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem 1.4rem}
figure{margin:.7rem 0;min-width:0;break-inside:avoid}
figcaption{font-weight:600;margin-bottom:.3rem}
svg{width:100%;min-width:24rem;max-width:44rem;height:auto;display:block}
.wide svg{max-width:46rem;min-width:36rem}
svg.square{max-width:25rem;min-width:17rem}
svg text{fill:var(--quiet);font:12px system-ui,sans-serif}
svg .name{fill:var(--color);font-weight:600}
svg .row{fill:var(--text)}
.grid{stroke:var(--edge);stroke-width:1}
.axis,.zero{stroke:var(--quiet);stroke-width:1}
.line{fill:none;stroke:var(--color);stroke-width:2;stroke-linejoin:round}
.thin{stroke-width:1.3}
.parallel svg{max-width:none}
.dashed{stroke-dasharray:6 4}
.marker{fill:var(--color)}
.mark{stroke:var(--color);stroke-width:1.5;stroke-dasharray:2 3}
.arrow{stroke:var(--color);stroke-width:3;opacity:.5}
.leader{stroke:var(--color);stroke-width:1;fill:none;opacity:.55}
.points circle{fill:var(--color);fill-opacity:.45}
.equal{stroke:var(--quiet);stroke-dasharray:4 4;fill:none}
.bar{fill:var(--color)}
.faint{fill-opacity:.45}
.band{fill:var(--color);fill-opacity:.16;stroke:none}
.interval{stroke:var(--color);stroke-width:2.5;fill:none}
.hollow{fill:var(--background);stroke:var(--color);stroke-width:2}
table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums;margin:.4rem 0}
th,td{padding:.25rem .6rem;overflow-wrap:break-word;max-width:32rem;text-align:left;
  border-bottom:1px solid var(--edge);vertical-align:top}
.number,.matrix td{text-align:right;white-space:nowrap}
td.word{white-space:nowrap}
td:not(.number,.word){overflow-wrap:anywhere;min-width:2.4rem}
.matrix th{text-align:right;font-weight:600}
.matrix td{min-width:2.4rem;border:1px solid var(--background);color:var(--text)}
pre{background:var(--panel);border:1px solid var(--edge);border-radius:8px;padding:.8rem 1rem;overflow-x:auto;
  font:.84rem/1.5 ui-monospace,monospace;margin:.5rem 0}
code{font:.88em ui-monospace,monospace}
.plain{margin:.3rem 0;padding-left:1.2rem}
summary{cursor:pointer;font-weight:600;font-size:.92rem}
details{margin:.3rem 0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
footer{padding-top:1rem;padding-bottom:1rem;font-size:.86rem}
@media screen and (max-width:40rem){svg,.wide svg{min-width:0}svg text{font-size:13.5px}
  .wide svg text{font-size:18px}.effects svg,.parallel svg{min-width:36rem}
  .effects svg text,.parallel svg text{font-size:12px}}
@media print{.scroll{overflow:visible}svg{min-width:0}pre{white-space:pre-wrap}nav{display:none}
  main,header,footer{max-width:none}}
${LINES}${HEAT}${SHADES}`;
