// Reads what the package exports: the name, kind, signature and docstring of each export, by the TypeScript
// compiler.
import { join, relative } from "node:path";
import ts from "typescript";

/**
 * An export as its reference page shows it.
 *
 * @typedef {object} Export
 * @property {string} name
 * @property {string} kind "function", "class", "interface", "type" or "constant"
 * @property {string} file the source that declares it, under src/
 * @property {string} signature TypeScript without bodies
 * @property {string} text the docstring without its tags
 * @property {readonly { name: string, text: string }[]} tags in the order of the docstring
 * @property {readonly Export[]} members what a module has, where the export is one
 */

/**
 * The exports of some entries.
 *
 * @param {string} root the checkout
 * @param {readonly string[]} entries paths under src/
 * @returns {Map<string, Export[]>} by entry, in the order of their names
 */
export function readApi(root, entries) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const paths = entries.map((entry) => join(root, "src", entry));
  const program = ts.createProgram(paths, { ...options, noEmit: true });
  const reader = { checker: program.getTypeChecker(), root };
  return new Map(
    entries.map((entry, index) => [entry, exportsOf(program.getSourceFile(paths[index]), reader)]),
  );
}

function exportsOf(file, reader) {
  const { checker } = reader;
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(file))
    .map((symbol) => readSymbol(symbol, reader))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readSymbol(exported, reader) {
  const { checker, root } = reader;
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declarations = symbol.declarations ?? [];
  const [first] = declarations;
  const members = membersOf(first, reader);
  return {
    name: exported.name,
    kind: kindOf(first),
    file: relative(join(root, "src"), first.getSourceFile().fileName).replaceAll("\\", "/"),
    signature: members.length > 0 ? "" : withoutLinks(signatureOf(symbol, declarations, checker)),
    text: prose(symbol.getDocumentationComment(checker)),
    tags: symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: prose(text) })),
    members,
  };
}

function prose(parts) {
  return withoutLinks(ts.displayPartsToString(parts)).trim();
}

/** The text of a comment with names for what it links to by name; a link may be broken into two lines. */
function withoutLinks(text) {
  return text.replaceAll(/\{@link\s+(?:\*\s+)?(\w+)\}/g, "`$1`");
}

function kindOf(declaration) {
  if (ts.isFunctionDeclaration(declaration)) return "function";
  if (ts.isClassDeclaration(declaration)) return "class";
  if (ts.isInterfaceDeclaration(declaration)) return "interface";
  if (ts.isTypeAliasDeclaration(declaration)) return "type";
  return "constant";
}

/** The exports of a module that a constant stands for: `export const operations = builders`. */
function membersOf(declaration, reader) {
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return [];
  const type = reader.checker.getTypeAtLocation(declaration.initializer);
  const module = type.symbol?.declarations?.[0];
  return module !== undefined && ts.isSourceFile(module) ? exportsOf(module, reader) : [];
}

function signatureOf(symbol, declarations, checker) {
  const [first] = declarations;
  if (ts.isFunctionDeclaration(first)) {
    const overloads = declarations.filter((declaration) => declaration.body === undefined);
    return (overloads.length > 0 ? overloads : declarations).map(withoutBody).join("\n");
  }
  if (ts.isVariableDeclaration(first)) {
    const type = checker.typeToString(
      checker.getTypeAtLocation(first),
      first,
      ts.TypeFormatFlags.NoTruncation,
    );
    return `const ${symbol.name}: ${first.type?.getText() ?? type.replaceAll(/import\("[^"]+"\)\./g, "")};`;
  }
  return ts.isClassDeclaration(first) ? classSignature(first) : withoutModifiers(first.getText());
}

function withoutModifiers(text) {
  return text.replace(/^export (?:default )?/, "").replace(/^async /, "");
}

/** The text of a function or method up to its body. */
function withoutBody(declaration) {
  const text = declaration.getText();
  const end =
    declaration.body === undefined ? text.length : declaration.body.getStart() - declaration.getStart();
  return `${withoutModifiers(text.slice(0, end).trim().replace(/;$/, ""))};`;
}

/** A class with what its user sees of it: neither bodies nor what is private. */
function classSignature(declaration) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const members = declaration.members.filter(
    (member) =>
      !(ts.getCombinedModifierFlags(member) & hidden) &&
      !(member.name && ts.isPrivateIdentifier(member.name)),
  );
  const lines = members.flatMap((member) => {
    const comment = ts.getLeadingCommentRanges(member.getSourceFile().text, member.getFullStart()) ?? [];
    const texts = comment.map(({ pos, end }) => member.getSourceFile().text.slice(pos, end));
    return [...texts, withoutBody(member)].map((text) => `  ${text}`);
  });
  const head = declaration
    .getText()
    .slice(0, declaration.members.pos - declaration.getStart())
    .trim();
  return [withoutModifiers(head), ...lines, "}"].join("\n");
}
