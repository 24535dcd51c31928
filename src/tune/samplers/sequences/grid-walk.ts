import { mix32, randomKey } from "../../../base/random.ts";
import { buildPoint, type Parameter, type Point, type SearchSpace } from "../../space/search-space.ts";

/** The points of a full factorial, each by its place; conditional parameters vary where they are there. */
export interface GridWalk {
  /** How many points there are: exact up to 2^53. */
  readonly size: number;
  /** The point at a place from 0 to size − 1. */
  at(place: number): Point;
}

interface Node {
  readonly name: string;
  readonly branches: readonly {
    readonly value: number;
    readonly children: readonly Node[];
    readonly count: number;
  }[];
  readonly count: number;
}

/** The full factorial of a space, given the values of each parameter. */
export function gridWalk(
  space: SearchSpace,
  valuesOf: (parameter: Parameter) => readonly number[],
): GridWalk {
  const nodeOf = (parameter: Parameter): Node => {
    const below = space.parameters.filter(({ condition }) => condition?.parameter === parameter.name);
    const nodes = below.map((child) => ({ child, node: nodeOf(child) }));
    const branches = valuesOf(parameter).map((value) => {
      const children = nodes.filter(({ child }) => child.condition!.values.includes(value));
      return { value, ...bundle(children.map(({ node }) => node)) };
    });
    return { name: parameter.name, branches, count: branches.reduce((sum, { count }) => sum + count, 0) };
  };
  const roots = bundle(space.parameters.filter(({ condition }) => condition === undefined).map(nodeOf));
  return {
    size: roots.count,
    at: (place) => {
      const values = new Map<string, number>();
      choose(roots.children, { place, values });
      return buildPoint(space, ({ name }) => values.get(name)!);
    },
  };
}

function bundle(children: readonly Node[]) {
  return { children, count: children.reduce((product, { count }) => product * count, 1) };
}

function choose(nodes: readonly Node[], { place, values }: { place: number; values: Map<string, number> }) {
  let left = place;
  for (const node of nodes) {
    let within = left % node.count;
    left = Math.floor(left / node.count);
    for (const { value, children, count } of node.branches) {
      if (within >= count) {
        within -= count;
        continue;
      }
      values.set(node.name, value);
      choose(children, { place: within, values });
      break;
    }
  }
}

/**
 * The item at a place of a list of `size` items that is shuffled by a key, without the list: a Feistel
 * network of four rounds over enough bits, walked on until it hits the list (Black & Rogaway 2002).
 *
 * @param size at most 2^52.
 */
export function shuffledPlace(place: number, { size, key }: { size: number; key: number }): number {
  let half = 1;
  while (4 ** half < size) half++;
  const unit = 2 ** half;
  let at = place;
  do {
    let left = Math.floor(at / unit);
    let right = at % unit;
    for (let round = 0; round < 4; round++) {
      const mixed = mix32(randomKey(key, round, right)) % unit;
      [left, right] = [right, (left ^ mixed) >>> 0];
    }
    at = left * unit + right;
  } while (at >= size);
  return at;
}
