import ts from "typescript";

/**
 * The gaps in the docstrings of everything that the entry files export. The rule:
 * - every export has a docstring whose summary is a sentence of at least four words;
 * - every parameter of an exported function or constructor is described: by `@param`, by its name (or, for a
 *   name of several words, one of them) in the text, or by being an options object whose type has a docstring
 *   of its own or whose properties are destructured or declared in place;
 * - every public method of an exported class has a docstring.
 */
export function documentationGaps(program: ts.Program, entries: readonly string[]): string[] {
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entry} is not a module of the program`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      for (const gap of symbolGaps(symbol, checker)) found.add(`${exported.name}: ${gap}`);
    }
  }
  return [...found];
}

function symbolGaps(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const text = docText(symbol, checker);
  const gaps = isSentence(text) ? [] : ["its docstring has no summary sentence"];
  for (const declaration of symbol.declarations ?? []) {
    if (ts.isFunctionDeclaration(declaration))
      gaps.push(...parameterGaps(declaration, { symbol, text, checker }));
    else if (ts.isVariableDeclaration(declaration) && isFunction(declaration.initializer))
      gaps.push(...parameterGaps(declaration.initializer, { symbol, text, checker }));
    else if (ts.isClassDeclaration(declaration)) gaps.push(...memberGaps(declaration, checker));
  }
  return gaps;
}

function isFunction(node: ts.Node | undefined): node is ts.ArrowFunction | ts.FunctionExpression {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

function docText(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

function isSentence(text: string): boolean {
  const summary = text.split(/\n\s*\n/)[0];
  return summary.split(/\s+/).length >= 4 && /[.:;)`]$/.test(summary);
}

interface Described {
  readonly symbol: ts.Symbol;
  readonly text: string;
  readonly checker: ts.TypeChecker;
}

function parameterGaps(declaration: ts.SignatureDeclaration, described: Described): string[] {
  const { symbol, text, checker } = described;
  const tagged = symbol
    .getJsDocTags(checker)
    .filter((tag) => tag.name === "param")
    .map((tag) => ts.displayPartsToString(tag.text).split(/\s/)[0]);
  const gaps: string[] = [];
  for (const parameter of declaration.parameters) {
    if (!ts.isIdentifier(parameter.name)) continue;
    const name = parameter.name.text;
    if (tagged.includes(name) || namesParameter(text, name) || isDocumentedOptions(parameter, checker))
      continue;
    gaps.push(`its parameter ${name} is not described`);
  }
  return gaps;
}

/** Whether the text speaks of the parameter: "step" of `step` or `steps`, "rate" of `learningRate`. */
function namesParameter(text: string, name: string): boolean {
  const words = [name, ...name.split(/(?=[A-Z])/)].map((word) => word.toLowerCase().replace(/s$/, ""));
  return words.some((word) => word.length > 0 && new RegExp(`\\b${word}(s|es)?\\b`, "i").test(text));
}

function isDocumentedOptions(parameter: ts.ParameterDeclaration, checker: ts.TypeChecker): boolean {
  if (parameter.type && ts.isTypeLiteralNode(parameter.type)) return true;
  const type = checker.getTypeAtLocation(parameter);
  const symbol = type.aliasSymbol ?? type.getSymbol();
  return symbol !== undefined && isOurs(symbol) && isSentence(docText(symbol, checker));
}

function isOurs(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (declaration) => !declaration.getSourceFile().fileName.includes("node_modules"),
  );
}

function memberGaps(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string[] {
  const gaps: string[] = [];
  for (const member of declaration.members) {
    if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) continue;
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    if (ts.getCombinedModifierFlags(member) & hidden) continue;
    const symbol = checker.getSymbolAtLocation(member.name);
    if (symbol && docText(symbol, checker) === "")
      gaps.push(`its method ${member.name.text} has no docstring`);
  }
  return gaps;
}
