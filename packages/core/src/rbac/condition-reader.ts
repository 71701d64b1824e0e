import type { Comparison, Condition, ConditionValue, ParsedCondition, Quantifier } from "./condition.ts";

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Why a condition cannot be read; stays inside this file. */
class ConditionFault extends Error {}

const token = /\s*('(?:[^']|'')*'|@[A-Za-z]+\[[^\]]*\]|&&|\|\||[(){},!:]|[A-Za-z0-9_.-]+)/y;
const quantifiers: Readonly<Record<string, Quantifier>> = {
  foranyofanyvalues: "ForAnyOfAnyValues",
  forallofanyvalues: "ForAllOfAnyValues",
  foranyofallvalues: "ForAnyOfAllValues",
  forallofallvalues: "ForAllOfAllValues",
};
const operator =
  /^(string(not)?(equals|startswith|like)(ignorecase)?|guid(not)?equals|bool(not)?equals|(numeric|datetime)((not)?equals|(less|greater)than(or)?(equals)?))$/;
const sources = /^@(request|resource|principal|environment)\[[^\]]+\]$/;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== "") {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new ConditionFault(`'${text.slice(at).trim().slice(0, 12)}' at position ${at} is not understood`);
    tokens.push({ text: match[1] as string, at });
  }
  return tokens;
}

/** Reads one condition by recursive descent: or, and, not, then what stands in parentheses or compares. */
export class ConditionReader {
  readonly #text: string;
  #tokens: readonly Token[] = [];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): ParsedCondition {
    try {
      this.#tokens = tokensOf(this.#text);
      const condition = this.#or();
      if (this.#peek() !== "") throw this.#unexpected("the end");
      return { ok: true, condition };
    } catch (error) {
      if (error instanceof ConditionFault) return { ok: false, fault: error.message };
      throw error;
    }
  }

  #peek(): string {
    return this.#tokens[this.#next]?.text.toLowerCase() ?? "";
  }

  #take(): string {
    return this.#tokens[this.#next++]?.text ?? "";
  }

  #unexpected(wanted: string): ConditionFault {
    const found = this.#tokens[this.#next];
    return new ConditionFault(
      found ? `wanted ${wanted} at position ${found.at}, found '${found.text}'` : `wanted ${wanted}, found the end`,
    );
  }

  #expect(text: string): void {
    if (this.#peek() !== text) throw this.#unexpected(`'${text}'`);
    this.#next += 1;
  }

  #joined(kind: "or" | "and", words: readonly string[], part: () => Condition): Condition {
    const parts = [part()];
    while (words.includes(this.#peek())) {
      this.#next += 1;
      parts.push(part());
    }
    return parts.length === 1 ? (parts[0] as Condition) : { kind, parts };
  }

  #or(): Condition {
    return this.#joined("or", ["or", "||"], () => this.#joined("and", ["and", "&&"], () => this.#not()));
  }

  #not(): Condition {
    if (!["!", "not"].includes(this.#peek())) return this.#primary();
    this.#next += 1;
    return { kind: "not", part: this.#not() };
  }

  #primary(): Condition {
    const word = this.#peek();
    if (word === "(") {
      this.#next += 1;
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    if (word === "actionmatches" || word === "suboperationmatches") return this.#matches(word);
    if (word === "exists") {
      this.#next += 1;
      return { kind: "exists", attribute: this.#attribute() };
    }
    return this.#comparison();
  }

  #matches(word: "actionmatches" | "suboperationmatches"): Condition {
    this.#next += 1;
    this.#expect("{");
    const pattern = this.#value();
    this.#expect("}");
    return { kind: word === "actionmatches" ? "action" : "subOperation", pattern: String(pattern) };
  }

  #attribute(): string {
    if (!sources.test(this.#peek())) throw this.#unexpected("@Request, @Resource, @Principal or @Environment");
    return this.#take().toLowerCase();
  }

  #comparison(): Comparison {
    const attribute = this.#attribute();
    const quantifier = quantifiers[this.#peek()];
    if (quantifier) {
      this.#next += 1;
      this.#expect(":");
    }
    if (!operator.test(this.#peek())) throw this.#unexpected("an operator");
    const name = this.#take().toLowerCase();
    const values = this.#peek().startsWith("@") ? this.#attribute() : this.#values();
    return { kind: "comparison", attribute, quantifier: quantifier ?? "ForAllOfAllValues", operator: name, values };
  }

  #values(): ConditionValue[] {
    if (this.#peek() !== "{") return [this.#value()];
    this.#next += 1;
    const values = [this.#value()];
    while (this.#peek() === ",") {
      this.#next += 1;
      values.push(this.#value());
    }
    this.#expect("}");
    return values;
  }

  #value(): ConditionValue {
    const word = this.#peek();
    if (word === "" || /^[(){},!:@&|]/.test(word)) throw this.#unexpected("a value");
    const text = this.#take();
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    return word === "true" || word === "false" ? word === "true" : text;
  }
}
