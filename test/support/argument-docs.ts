import ts from "typescript";

/** A function, with the symbol that its docstring belongs to. */
export interface Documented {
  readonly symbol: ts.Symbol;
  readonly signature: ts.Signature;
  readonly checker: ts.TypeChecker;
}

/** A parameter or a property of an options object, with all that is said of it. */
interface Argument {
  readonly name: string;
  readonly text: string;
  readonly type: ts.Type;
  readonly isOptional: boolean;
}

/** Words that say what holds where something is left out. */
const DEFAULT = /\b(defaults?|left out|without|unless|undefined|otherwise|null)\b/i;

/** Words that say which numbers are meant: a range, or what is counted or measured. */
const RANGE = new RegExp(
  [
    /[≥≤<>]|\bin [[(]/,
    /\b(from|between|at least|at most|above|below|up to|positive|(any|whole|finite) numbers?)\b/,
    /\b(number of|how (many|long|often)|counts?|shares?|chance|per|times)\b/,
    /\b(ms|milliseconds|seconds|bytes|pixels|degrees|radians)\b/,
    /\b(rows|records|examples|steps|updates|epochs|threads|elements|classes)\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

/** The names of types that a caller writes out. */
const WRITTEN = /(Options|Defaults|Definition|Composition|Facts|Trial|Samples|Subject|^NewRun)$/;

/**
 * The gaps in a function's docstring about its arguments. The rule:
 * - every parameter is described: by `@param`, or by its name (or, for a name of several words, one of them)
 *   in the text;
 * - what may be left out says what then holds;
 * - a number says its range, or what it counts or measures, which its name may do (`durationMs`).
 *
 * Of an options object, which is a parameter that is destructured, declared in place, called "options", or of
 * a type that callers write out, it is the properties that are described: where they are declared, or in the
 * function's docstring by their name as code.
 */
export function argumentGaps(documented: Documented): string[] {
  const { signature, checker } = documented;
  return signature.parameters.flatMap((parameter) => {
    const declaration = parameter.valueDeclaration;
    if (!declaration || !ts.isParameter(declaration)) return [];
    const type = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
    if (isOptions(declaration, type)) return propertyGaps(type, { declaration, documented });
    const text = parameterText(parameter.name, documented);
    if (text === undefined) return [`its parameter ${parameter.name} is not described`];
    const isOptional = declaration.questionToken !== undefined || declaration.initializer !== undefined;
    return gapsOf({ name: parameter.name, text, type, isOptional }, parameter.name);
  });
}

function gapsOf({ name, text, type, isOptional }: Argument, shown: string): string[] {
  const words = `${name.replace(/(?=[A-Z])/g, " ")} ${text}`;
  return [
    ...(isOptional && !DEFAULT.test(text) ? [`what holds without ${shown} is not said`] : []),
    ...(isNumber(type) && !RANGE.test(words) ? [`the range of ${shown} is not said`] : []),
  ];
}

function isNumber(type: ts.Type): boolean {
  const members = type.isUnion() ? type.types : [type];
  return members.every((member) => (member.flags & ts.TypeFlags.Number) !== 0);
}

function isOptions({ name, type: node }: ts.ParameterDeclaration, type: ts.Type): boolean {
  if (!ts.isIdentifier(name) || (node && ts.isTypeLiteralNode(node))) return true;
  if (type.getCallSignatures().length > 0) return false;
  const typeName = (type.aliasSymbol ?? type.getSymbol())?.name ?? "";
  return name.text === "options" || WRITTEN.test(typeName);
}

function propertyGaps(
  type: ts.Type,
  { declaration, documented }: { declaration: ts.ParameterDeclaration; documented: Documented },
): string[] {
  const { checker } = documented;
  const whole = ts.isIdentifier(declaration.name) ? declaration.name.text : "options";
  const forms = type.isUnion() ? type.types : [type];
  const properties = new Set(forms.flatMap((form) => checker.getPropertiesOfType(form)).filter(isOurs));
  return [...properties].flatMap((property) => {
    const { name } = property;
    const shown = `${whole}.${name}`;
    const clauses = fullText(documented)
      .split(/;\s|\.\s|\n\n/)
      .filter((clause) => clause.includes(`\`${name}\``));
    const text = [summaryText(property, checker), ...clauses].join("\n").trim();
    if (text === "") return [`${shown} is not described`];
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const own = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    return gapsOf({ name, text, type: own, isOptional }, shown);
  });
}

function isOurs({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((declaration) => !declaration.getSourceFile().fileName.includes("node_modules"));
}

/** The `@param` text of a parameter; else the docstring, where it speaks of it. */
function parameterText(name: string, documented: Documented): string | undefined {
  const tagged = paramTexts(documented).find((text) => text.split(/\s/)[0] === name);
  if (tagged !== undefined) return tagged;
  const text = summaryText(documented.symbol, documented.checker);
  return namesParameter(text, name) ? text : undefined;
}

/** Whether the text speaks of the parameter: "step" of `step` or `steps`, "rate" of `learningRate`. */
function namesParameter(text: string, name: string): boolean {
  const words = [name, ...name.split(/(?=[A-Z])/)].map((word) => word.toLowerCase().replace(/s$/, ""));
  return words.some((word) => word.length > 0 && new RegExp(`\\b${word}(s|es)?\\b`, "i").test(text));
}

function fullText(documented: Documented): string {
  return [summaryText(documented.symbol, documented.checker), ...paramTexts(documented)].join("\n\n");
}

function paramTexts({ symbol, checker }: Documented): string[] {
  const tags = symbol.getJsDocTags(checker).filter((tag) => tag.name === "param");
  return tags.map((tag) => ts.displayPartsToString(tag.text));
}

/** The text of a docstring, without its tags. */
export function summaryText(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

/**
 * A function that throws, or calls one whose docstring says that it throws a TrainwellError, says so: by
 * `@throws`, or in its text.
 */
export function errorGaps({ symbol, signature, checker }: Documented): string[] {
  const body = (signature.declaration as ts.FunctionLikeDeclaration | undefined)?.body;
  const isTagged = symbol.getJsDocTags(checker).some((tag) => tag.name === "throws");
  if (!body || isTagged || /throws|refused|error/i.test(summaryText(symbol, checker))) return [];
  return mayThrow(body, checker) ? ["its errors are not said"] : [];
}

function mayThrow(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isThrowStatement(node) || (ts.isCallExpression(node) && calleeThrows(node, checker))) return true;
  return ts.forEachChild(node, (child) => mayThrow(child, checker) || undefined) ?? false;
}

function calleeThrows(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const tags = checker.getResolvedSignature(call)?.getJsDocTags() ?? [];
  return tags.some(
    (tag) => tag.name === "throws" && /TrainwellError/.test(ts.displayPartsToString(tag.text)),
  );
}
