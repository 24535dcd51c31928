import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { floorsPicture } from "../scripts/draw-floors.js";
import { drawFloors } from "../scripts/lib/floors-picture.js";
import { houseOf, publishedSources, roomDescriptions } from "../scripts/lib/house.js";
import { FLOORS } from "../scripts/lib/import-rules.js";
import { root } from "./support/paths.ts";

const RUN = "docs/floors.svg is not current: run npm run generate";

/**
 * How far a drawn number may be from today's. It is drawn with two digits, whose last is worth up to a tenth,
 * and not every commit that adds a line should have to draw the house anew.
 */
const SHARE = 0.1;
const LEAST = 2;

/** The facts of a picture: rooms with their texts, links, and the numbers of both. */
function factsOf(svg: string) {
  const groups = [
    ...svg.matchAll(/<g class="room" data-room="([^"]+)" data-files="(\d+)" data-lines="(\d+)">(.+?)<\/g>/gs),
  ];
  const links = [...svg.matchAll(/data-link="([^"]+)" data-imports="(\d+)"/g)];
  const textOf = (group: string) =>
    [...group.matchAll(/class="text"[^>]*>([^<]*)/g)].map(([, line]) => line).join(" ");
  const numbers = new Map<string, number>();
  for (const [, room, files, lines] of groups) {
    numbers.set(`files of ${room}`, Number(files));
    numbers.set(`lines of ${room}`, Number(lines));
  }
  for (const [, link, count] of links) numbers.set(`imports ${link}`, Number(count));
  return {
    rooms: groups.map(([, room, , , group]) => `${room}: ${textOf(group)}`).sort(),
    links: links.map(([, link]) => link).sort(),
    numbers,
  };
}

function outdated(drawn: ReadonlyMap<string, number>, current: ReadonlyMap<string, number>): string[] {
  return [...current]
    .filter(([name, value]) => Math.abs(value - (drawn.get(name) ?? 0)) > Math.max(LEAST, SHARE * value))
    .map(([name, value]) => `${name}: ${drawn.get(name)} drawn, ${value} now`);
}

const drawn = factsOf(readFileSync(join(root, "docs/floors.svg"), "utf8"));

test("docs/floors.svg shows the rooms, their descriptions and the links of today", () => {
  const current = factsOf(floorsPicture());
  expect(current.rooms).toHaveLength(FLOORS.flat().length);
  expect(drawn.rooms, RUN).toEqual(current.rooms);
  expect(drawn.links, RUN).toEqual(current.links);
  expect(outdated(drawn.numbers, current.numbers), RUN).toEqual([]);
});

test("the same house gives the same picture, and it loads nothing", () => {
  const svg = floorsPicture();
  expect(floorsPicture()).toBe(svg);
  expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
    /https?:|@import|@font-face|<script|href=/,
  );
});

const descriptions = new Map(
  [...FLOORS.flat()].map((name) => [name === "" ? "*.ts" : name, `what ${name} does`]),
);
const planted = new Map([
  ["base/a.ts", "// <one>\n"],
  ["graph/b.ts", 'import "../base/a.ts";\nimport type { A } from "../base/a.ts";\n'],
]);

test("a room that is new, moved or told anew makes the picture outdated", () => {
  const before = factsOf(drawFloors(houseOf(planted, descriptions)));
  const moved = new Map([...planted, ["nn/c.ts", 'import "../graph/b.ts";']]);
  expect(factsOf(drawFloors(houseOf(moved, descriptions))).links).toEqual([...before.links, "nn/ graph/"]);
  const told = new Map([...descriptions, ["base", "errors & <more>"]]);
  expect(drawFloors(houseOf(planted, told))).toContain("errors &amp; &lt;more>");
  expect(factsOf(drawFloors(houseOf(planted, told))).rooms).not.toEqual(before.rooms);
});

test("counts are those of the sources", () => {
  const rooms = houseOf(planted, descriptions).flat();
  const graph = rooms.find(({ name }) => name === "graph");
  expect(graph).toMatchObject({ files: 1, lines: 2, imports: new Map([["base", 2]]) });
});

test("a number that is a little off is current, one that is far off is not", () => {
  const at = (lines: number) => new Map([["lines of base/", lines]]);
  expect(outdated(at(1000), at(1080))).toEqual([]);
  expect(outdated(at(1000), at(1200))).toEqual(["lines of base/: 1000 drawn, 1200 now"]);
});

test("a folder that docs/architecture.md does not speak of cannot be drawn", () => {
  expect(() => houseOf(publishedSources(root), roomDescriptions("| `base/` | errors |"))).toThrow(
    "has no row for",
  );
});
