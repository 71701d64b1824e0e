// The template language's expressions: "[concat(parameters('a'), 'b')]", read into a tree.

export type Expression =
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "call"; readonly name: string; readonly values: readonly Expression[] }
  | { readonly kind: "member"; readonly of: Expression; readonly key: Expression };

/** What is not an expression of the language; the message says why, in the service's words where they are known. */
export class TemplateFault extends Error {}

const token = /\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_][\w]*)|([()[\],.]))/gy;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (!found)
      throw new TemplateFault(`The language expression '${text}' is not valid: the text at ${at} is no token.`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

class Reader {
  readonly #tokens: string[];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
    this.#text = text;
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? "";
  }

  #isNext(wanted: string): boolean {
    if (this.#tokens[this.#at] !== wanted) return false;
    this.#at += 1;
    return true;
  }

  #fault(wanted: string): TemplateFault {
    return new TemplateFault(`The language expression '${this.#text}' is not valid: ${wanted} is expected.`);
  }

  whole(): Expression {
    const read = this.#expression();
    if (this.#at < this.#tokens.length) throw this.#fault("the end");
    return read;
  }

  #expression(): Expression {
    let read = this.#primary();
    for (;;) {
      if (this.#isNext(".")) read = { kind: "member", of: read, key: { kind: "literal", value: this.#next() } };
      else if (this.#isNext("[")) {
        read = { kind: "member", of: read, key: this.#expression() };
        if (!this.#isNext("]")) throw this.#fault("']'");
      } else return read;
    }
  }

  #primary(): Expression {
    const word = this.#next();
    if (word.startsWith("'")) return { kind: "literal", value: word.slice(1, -1).replaceAll("''", "'") };
    if (/^-?\d+$/.test(word)) return { kind: "literal", value: Number(word) };
    if (!/^[A-Za-z_]/.test(word) || !this.#isNext("(")) throw this.#fault("a text, a number or a function");
    return { kind: "call", name: word, values: this.#values() };
  }

  #values(): Expression[] {
    const values: Expression[] = [];
    if (this.#isNext(")")) return values;
    do values.push(this.#expression());
    while (this.#isNext(","));
    if (!this.#isNext(")")) throw this.#fault("')'");
    return values;
  }
}

/**
 * The expression that a text of a template is, or undefined when it is only a text: one begins with `[` and ends with
 * `]`; `[[` is a bracket that was meant.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
export function parseExpression(text: string): Expression | undefined {
  if (!text.startsWith("[") || !text.endsWith("]") || text.startsWith("[[")) return undefined;
  return new Reader(text.slice(1, -1)).whole();
}
