/** Handlers for the elements of an XML text, by their names without prefixes. */
export interface XmlVisitor {
  open?(name: string, attributes: () => Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Goes through an XML text. Entities of its own are not expanded, so that none can fill memory.
 *
 * @throws Error where the text is no sound XML.
 */
export async function walkXml(xml: string, visitor: XmlVisitor): Promise<void> {
  const { Parser } = await import("saxen");
  const parser = new Parser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("openTag", (name, attributes) => visitor.open?.(localName(name), attributes));
  parser.on("text", (text, decode) => visitor.text?.(decode(text)));
  parser.on("cdata", (text) => visitor.text?.(text));
  parser.on("closeTag", (name) => visitor.close?.(localName(name)));
  parser.parse(xml);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
