import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { filesUnder, root } from "./support/paths.ts";

/** A module of dist/, and the names that a script takes of it. */
interface Taken {
  readonly module: string;
  readonly names: readonly string[];
}

/** `const { a, b } = await dist("x.js")`, and the same of several in a `Promise.all`. */
function takenBy(text: string): Taken[] {
  const taken: Taken[] = [];
  const take = (names: ts.Node, call: ts.Node) => {
    const module = moduleOf(call);
    if (module !== undefined) taken.push({ module, names: boundNames(names) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isAwaitExpression(node.initializer)) {
      const { expression } = node.initializer;
      const [list] = ts.isCallExpression(expression) ? expression.arguments : [];
      if (list && ts.isArrayLiteralExpression(list) && ts.isArrayBindingPattern(node.name)) {
        const { elements } = node.name;
        list.elements.forEach((call, at) => {
          take(elements[at], call);
        });
        return;
      }
      take(node.name, expression);
      return;
    }
    take(node, node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("script.js", text, ts.ScriptTarget.ES2023, true));
  return taken;
}

function moduleOf(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.getText() !== "dist") return undefined;
  const [path] = node.arguments;
  return path && ts.isStringLiteral(path) ? path.text : undefined;
}

/** Those that a pattern takes of an object; none of a name for the whole. */
function boundNames(node: ts.Node): string[] {
  const pattern = ts.isBindingElement(node) ? node.name : node;
  if (!ts.isObjectBindingPattern(pattern)) return [];
  return pattern.elements.map(({ name, propertyName }) => (propertyName ?? name).getText());
}

/** The names that are not there, each with its module; the module alone where that is not there. */
async function missing({ module, names }: Taken): Promise<string[]> {
  const path = join(root, "src", module.replace(/\.js$/, ".ts"));
  const exported = await import(/* @vite-ignore */ path).catch(() => undefined);
  if (exported === undefined) return [module];
  return names.filter((name) => !(name in exported)).map((name) => `${name} of ${module}`);
}

const scripts = ["bench", "experiments"]
  .flatMap((folder) => filesUnder(folder))
  .filter((path) => path.endsWith(".js") && readFileSync(join(root, path), "utf8").includes("dist("));

test.each(scripts)("what %s takes of the built package is there", async (path) => {
  const taken = takenBy(readFileSync(join(root, path), "utf8"));
  expect(taken.length).toBeGreaterThan(0);
  expect((await Promise.all(taken.map(missing))).flat()).toEqual([]);
});

test("a module and a name that are gone are seen, of one and of several", async () => {
  const taken = takenBy(`
    const { mean, average } = await dist("base/statistics.js");
    const [{ uniform }, whole, { key: other }] = await Promise.all([
      dist("base/random.js"), dist("base/gone.js"), dist("base/lists.js")]);
    const later = () => dist("base/never.js");
  `);
  const gone = (await Promise.all(taken.map(missing))).flat();
  expect(gone).toEqual([
    "average of base/statistics.js",
    "base/gone.js",
    "key of base/lists.js",
    "base/never.js",
  ]);
});
