import ts from "typescript";

/** A registered kind's name in a string of a source file. */
export interface NamedKind {
  readonly name: string;
  readonly line: number;
}

/**
 * Where strings and patterns of a source hold one of the names: as the whole string, between the dots of a
 * path such as "data.augment.shift", or as a word of a regular expression. Names within sentences are for
 * people, and pass.
 */
export function kindNamesIn(text: string, names: ReadonlySet<string>): NamedKind[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest, true);
  const found: NamedKind[] = [];
  const visit = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    for (const name of wordsOf(node)) if (names.has(name)) found.push({ name, line });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function wordsOf(node: ts.Node): string[] {
  if (ts.isRegularExpressionLiteral(node)) return node.text.split(/\W+/);
  if (ts.isStringLiteralLike(node)) return /^[\w.]+$/.test(node.text) ? node.text.split(".") : [];
  // The beginning of an id, such as `relu${number}`, names no kind; the places of a path do.
  const isPart = ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  return isPart && /^[\w.]*\.[\w.]*$/.test(node.text) ? node.text.split(".") : [];
}
