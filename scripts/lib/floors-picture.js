// Draws the floors as SVG: a row a floor, a box a room, and each kind of import as a line as thick as it is
// frequent.
/** @typedef {import("./house.js").Room} Room */

const PAGE = { width: 1120, margin: 28, edge: 12, top: 64, bottom: 20 };
const ROW = { gap: 42, padding: 14, title: 20, line: 17 };
const ROOM_GAP = 40;
/** The width of a box by how many stand on its floor. */
const ROOM_WIDTHS = [0, 540, 440, 328];
/** So many rooms are named in the list of where a room imports from. */
const ROOMS_NAMED = 4;
/** A link swings out by so much a floor, in pixels. */
const BOW = 24;
const LARGEST_BOW = 170;
/** A character of the descriptions' font is at most about so wide, in pixels. */
const CHARACTER = 6.7;

const STYLE = `
  svg { color-scheme: light dark; --page: #ffffff; --box: #f6f7f9; --edge: #c9ced6; --ink: #1b2330; --soft:
    #5a6473;
    --line: #3d6fa8; }
  @media (prefers-color-scheme: dark) {
    svg { --page: #15181e; --box: #1f242d; --edge: #3b4452; --ink: #e8ebf0; --soft: #a4aebd; --line: #7fb0e6;
      }
  }
  text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
    fill: var(--ink); }
  .page { fill: var(--page); }
  .room rect { fill: var(--box); fill-opacity: 0.93; stroke: var(--edge); }
  .title { font: 600 15px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
  .text { font-size: 13px; }
  .size, .key { font-size: 12px; fill: var(--soft); }
  .size { text-anchor: end; }
  .link { fill: none; stroke-linecap: round; stroke: var(--line); }
`;

/**
 * The picture. The same house gives the same text, to the byte.
 *
 * @param {readonly (readonly Room[])[]} house lowest floor first
 * @returns {string} an SVG document
 */
export function drawFloors(house) {
  const rows = placeRows(house);
  const height = rows[0].bottom + PAGE.bottom;
  const boxes = new Map(rows.flatMap((row) => row.boxes.map((box) => [box.room.name, box])));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PAGE.width} ${height}" role="img"
    aria-labelledby="title">
<title id="title">The floors of src/: each room imports from rooms below it only</title>
<style>${STYLE}</style>
<rect class="page" width="${PAGE.width}" height="${height}" rx="12"/>
${drawKey()}
${linksOf(boxes).map(drawLink).join("\n")}
${[...boxes.values()].map(drawRoom).join("\n")}
</svg>
`;
}

/** A number that people read: two digits count. */
export function roughly(value) {
  return Number(value.toPrecision(2)).toLocaleString("en-US");
}

function placeRows(house) {
  let top = PAGE.top;
  const rows = house.toReversed().map((rooms, index) => {
    const width =
      ROOM_WIDTHS[rooms.length] ?? Math.floor((PAGE.width - 2 * PAGE.margin) / rooms.length) - ROOM_GAP;
    const texts = rooms.map((room) => wrap(room.description, (width - 2 * ROW.padding) / CHARACTER));
    const height =
      2 * ROW.padding + ROW.title + ROW.line * (Math.max(...texts.map((lines) => lines.length)) + 1);
    const left = (PAGE.width - rooms.length * width - (rooms.length - 1) * ROOM_GAP) / 2;
    const floor = house.length - 1 - index;
    const boxes = rooms.map((room, at) => {
      const x = left + at * (width + ROOM_GAP);
      return { room, floor, lines: texts[at], x, y: top, width, height };
    });
    const bottom = top + height;
    top = bottom + ROW.gap;
    return { boxes, bottom };
  });
  return rows.toReversed();
}

function wrap(text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The imports between rooms as pairs of boxes, with where each leaves the one and reaches the other. */
function linksOf(boxes) {
  const links = [...boxes.values()].flatMap((from) => {
    const targets = [...from.room.imports].map(([name, count]) => ({ to: boxes.get(name), count }));
    targets.sort((a, b) => b.to.floor - a.to.floor || a.to.x - b.to.x);
    return targets.map(({ to, count }, index) => ({ from, to, count, bow: bowOf(from, to, index) }));
  });
  const starts = portsOf(links, "from", "to");
  const ends = portsOf(links, "to", "from");
  return links
    .map((link) => ({ ...link, start: starts.get(link), end: ends.get(link) }))
    .toSorted((a, b) => b.from.floor - b.to.floor - (a.from.floor - a.to.floor));
}

/**
 * How far a link swings out, to the left below 0: what goes further down passes the rooms between on their
 * outside.
 */
function bowOf(from, to, index) {
  const span = from.floor - to.floor;
  if (span < 2) return 0;
  const lean = centreOf(from) + centreOf(to) - PAGE.width;
  const side = Math.abs(lean) < 1 ? (index % 2) * 2 - 1 : Math.sign(lean);
  return side * Math.min(LARGEST_BOW, BOW * span);
}

/** Where links touch one of their boxes: side by side, in the order of where they come from or go to. */
function portsOf(links, own, other) {
  const places = new Map();
  for (const box of new Set(links.map((link) => link[own]))) {
    const mine = links.filter((link) => link[own] === box);
    const key = (link) => centreOf(link[other]) + 2 * link.bow;
    mine.sort((a, b) => key(a) - key(b));
    mine.forEach((link, index) => places.set(link, box.x + (box.width * (index + 1)) / (mine.length + 1)));
  }
  return places;
}

function centreOf(box) {
  return box.x + box.width / 2;
}

function drawLink({ from, to, count, bow, start, end }) {
  const [top, bottom] = [from.y + from.height, to.y];
  const bend = Math.max((bottom - top) / 3, Math.min(60, (bottom - top) / 2));
  const point = (x, y) => `${round(x)} ${round(y)}`;
  const swing = withinPage(bow, start, end);
  const curve = [point(start + swing, top + bend), point(end + swing, bottom - bend), point(end, bottom)];
  const names = `${from.room.title} ${to.room.title}`;
  return (
    `<path class="link" data-link="${names}" data-imports="${count}" ${strokeOf(count)} ` +
    `d="M${point(start, top)}C${curve.join(" ")}"/>`
  );
}

/** A curve comes three quarters of the way to its control points. */
function withinPage(bow, start, end) {
  const left = (PAGE.edge - Math.min(start, end)) / 0.75;
  const right = (PAGE.width - PAGE.edge - Math.max(start, end)) / 0.75;
  return Math.max(left, Math.min(right, bow));
}

/** The more imports, the thicker and the darker: few must not hide many. */
function strokeOf(count) {
  return (
    `stroke-width="${round(0.9 + Math.sqrt(count) * 0.75)}" ` +
    `stroke-opacity="${round(Math.min(0.7, 0.2 + Math.sqrt(count) * 0.05))}"`
  );
}

function drawRoom({ room, lines, x, y, width, height }) {
  const left = x + ROW.padding;
  const first = y + ROW.padding + 12;
  const text = lines.map(
    (line, index) =>
      `<text class="text" x="${left}" ` +
      `y="${first + ROW.title + index * ROW.line}">${escapeText(line)}</text>`,
  );
  const size = `${roughly(room.files)} ${room.files === 1 ? "file" : "files"}, ${roughly(room.lines)} lines`;
  return `<g class="room" data-room="${room.title}" data-files="${room.files}" data-lines="${room.lines}">
<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<text class="title" x="${left}" y="${first}">${room.title}</text>
<text class="size" x="${x + width - ROW.padding}" y="${first}">${size}</text>
${text.join("\n")}
<text class="key" x="${left}" y="${y + height - ROW.padding}">${importsText(room)}</text>
</g>`;
}

/** From where a room imports most, with how often. */
function importsText({ imports }) {
  const counts = [...imports].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b, "en"));
  const shown = counts.slice(0, ROOMS_NAMED).map(([name, count]) => `${name} ${roughly(count)}`);
  const more = counts.length > ROOMS_NAMED ? ` and ${counts.length - ROOMS_NAMED} more` : "";
  return shown.length === 0 ? "imports nothing" : `imports ${shown.join(", ")}${more}`;
}

function drawKey() {
  const text = "Each room imports from rooms below it only. A line is such imports; the thicker, the more.";
  return `<text class="key" x="${PAGE.margin}" y="34">${text}</text>`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escapeText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
