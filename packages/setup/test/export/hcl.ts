// A strict reader of the part of HCL that the export writes: blocks, attributes, quoted strings, lists, maps, calls.
// It fails on anything else, so that a file that it reads has no syntax that was not meant.

export type Expression =
  | string
  | Expression[]
  | { readonly call: string; readonly arguments: Expression[] }
  | { readonly map: Record<string, Expression> }
  | { readonly path: string };

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Record<string, Expression>;
  readonly blocks: Block[];
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  need(pattern: RegExp): string {
    const found = this.take(pattern);
    if (found === undefined) throw new Error(`no ${pattern.source} at: ${this.#text.slice(this.#at, this.#at + 60)}`);
    return found;
  }

  space(): void {
    while (this.take(/[ \t\r\n]+|#[^\n]*\n/) !== undefined);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** What a quoted template without templates stands for. */
function string(reader: Reader): string {
  reader.need(/"/);
  let value = "";
  for (;;) {
    if (reader.take(/"/) !== undefined) return value;
    const doubled = reader.take(/[$%]{2}\{/);
    if (doubled !== undefined) {
      value += doubled.slice(1);
      continue;
    }
    const unicode = reader.take(/\\u[0-9a-fA-F]{4}/);
    if (unicode !== undefined) {
      value += String.fromCharCode(Number.parseInt(unicode.slice(2), 16));
      continue;
    }
    const escape = reader.take(/\\[nrt"\\]/);
    if (escape !== undefined) value += escapes[escape[1] ?? ""] ?? "";
    else value += reader.need(/(?![$%]\{)[^"\\\n\r]/u);
  }
}

function list(reader: Reader, close: RegExp): Expression[] {
  const items: Expression[] = [];
  for (reader.space(); reader.take(close) === undefined; reader.space()) {
    items.push(expression(reader));
    reader.space();
    if (reader.take(/,/) === undefined) {
      reader.need(close);
      return items;
    }
  }
  return items;
}

function map(reader: Reader): Expression {
  const entries: Record<string, Expression> = {};
  for (reader.space(); reader.take(/\}/) === undefined; reader.space()) {
    const key = reader.take(/[A-Za-z_][\w-]*/) ?? string(reader);
    reader.space();
    reader.need(/=/);
    reader.space();
    entries[key] = expression(reader);
    reader.space();
    reader.take(/,/);
  }
  return { map: entries };
}

function expression(reader: Reader): Expression {
  if (reader.take(/\[/) !== undefined) return list(reader, /\]/);
  if (reader.take(/\{/) !== undefined) return map(reader);
  const name = reader.take(/[A-Za-z_][\w.-]*/);
  if (name === undefined) return string(reader);
  if (reader.take(/\(/) !== undefined) return { call: name, arguments: list(reader, /\)/) };
  if (reader.take(/\[/) !== undefined) return { call: `${name}[]`, arguments: list(reader, /\]/) };
  return { path: name };
}

function body(reader: Reader, close: RegExp | undefined): Pick<Block, "attributes" | "blocks"> {
  const attributes: Record<string, Expression> = {};
  const blocks: Block[] = [];
  for (reader.space(); close === undefined ? !reader.isAtEnd : reader.take(close) === undefined; reader.space()) {
    const name = reader.need(/[A-Za-z_][\w-]*/);
    reader.space();
    if (reader.take(/=/) !== undefined) {
      if (Object.hasOwn(attributes, name)) throw new Error(`${name} twice`);
      reader.space();
      attributes[name] = expression(reader);
      continue;
    }
    const labels: string[] = [];
    while (reader.take(/\{/) === undefined) {
      labels.push(string(reader));
      reader.space();
    }
    blocks.push({ type: name, labels, ...body(reader, /\}/) });
  }
  return { attributes, blocks };
}

/** The top-level blocks of a file. @throws Error where the text is not HCL of this kind */
export function readHcl(text: string): Block[] {
  const { attributes, blocks } = body(new Reader(text), undefined);
  if (Object.keys(attributes).length > 0) throw new Error("an attribute outside of a block");
  return blocks;
}
