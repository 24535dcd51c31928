import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./paths.ts";

/**
 * The names that a source exports, read from its text alone, types included: `export { a, type B } from "..."` and
 * declarations of functions and types.
 *
 * @param path under src/.
 */
export function exportedNames(path: string): string[] {
  const text = readFileSync(join(root, "src", path), "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  return file.statements.flatMap((statement) => {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      return statement.exportClause.elements.map(({ name }) => name.text);
    return isExportedDeclaration(statement) && statement.name ? [statement.name.text] : [];
  });
}

type NamedDeclaration = ts.FunctionDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

function isExportedDeclaration(statement: ts.Statement): statement is NamedDeclaration {
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}
