import ts from "typescript";
import { argumentGaps, type Documented, errorGaps, summaryText } from "./argument-docs.ts";

/**
 * The gaps in the docstrings of everything that the entry files export. The rule:
 * - every export has a docstring whose summary is a sentence of at least four words;
 * - a function's docstring, and a method's, says what `argumentGaps` and `errorGaps` demand;
 * - every public method of an exported class has a docstring.
 * An export that is a whole module is its functions, and its own docstring may say their errors.
 */
export function documentationGaps(program: ts.Program, entries: readonly string[]): string[] {
  const checker = program.getTypeChecker();
  const found = new Set<string>();
  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${entry} is not a module of the program`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = itself(exported, checker);
      for (const gap of symbolGaps(symbol, checker)) found.add(`${exported.name}: ${gap}`);
      for (const gap of moduleGaps(symbol, checker)) found.add(`${exported.name}.${gap}`);
    }
  }
  return [...found];
}

function itself(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function symbolGaps(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const classes = (symbol.declarations ?? []).filter(ts.isClassDeclaration);
  return [
    ...(isSentence(summaryText(symbol, checker)) ? [] : ["its docstring has no summary sentence"]),
    ...functionsOf(symbol, checker).flatMap((documented) => [
      ...argumentGaps(documented),
      ...errorGaps(documented),
    ]),
    ...classes.flatMap((declaration) => methodGaps(declaration, checker)),
  ];
}

function isSentence(text: string): boolean {
  const summary = text.split(/\n\s*\n/)[0];
  return summary.split(/\s+/).length >= 4 && /[.:;)`]$/.test(summary);
}

function functionsOf(symbol: ts.Symbol, checker: ts.TypeChecker): Documented[] {
  if (!symbol.valueDeclaration) return [];
  const signatures = checker.getTypeOfSymbol(symbol).getCallSignatures();
  return signatures.map((signature) => ({ symbol, signature, checker }));
}

function moduleGaps(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  if (!(symbol.flags & ts.SymbolFlags.Variable)) return [];
  const type = checker.getTypeOfSymbol(symbol);
  if (!((type.getSymbol()?.flags ?? 0) & ts.SymbolFlags.ValueModule)) return [];
  const saysErrors = /TrainwellError/.test(summaryText(symbol, checker));
  return type.getProperties().flatMap((property) => {
    const member = itself(property, checker);
    const errors = saysErrors ? functionsOf(member, checker).flatMap(errorGaps) : [];
    const gaps = symbolGaps(member, checker).filter((gap) => !errors.includes(gap));
    return gaps.map((gap) => `${property.name}: ${gap}`);
  });
}

function methodGaps(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return declaration.members.flatMap((member) => {
    if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) return [];
    if (ts.getCombinedModifierFlags(member) & hidden) return [];
    const symbol = checker.getSymbolAtLocation(member.name);
    if (!symbol) return [];
    const name = member.name.text;
    if (summaryText(symbol, checker) === "") return [`its method ${name} has no docstring`];
    const gaps = functionsOf(symbol, checker).flatMap(argumentGaps);
    return gaps.map((gap) => `in its method ${name}, ${gap}`);
  });
}
