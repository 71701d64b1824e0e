/** Every fault of a request to the admin API, in one answer. */
export class InvalidInput extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The request is not valid: ${faults.join("; ")}.`);
    this.faults = faults;
  }
}

interface TextRule {
  readonly required?: boolean;
  /** What the text must look like, and how to say so. */
  readonly form?: RegExp;
  readonly what?: string;
}

interface NumberRule {
  readonly required?: boolean;
  readonly least: number;
  readonly most: number;
}

/** The fields of a JSON body, read one by one. Faults are collected; `end` raises them all at once. */
export class Input {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #read = new Set<string>();
  readonly #faults: string[] = [];

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  /** Reads a body, which must be a JSON object; none at all is an empty one. @throws InvalidInput */
  static async of(request: Request): Promise<Input> {
    const text = await request.text();
    if (text === "") return new Input({});
    try {
      const body: unknown = JSON.parse(text);
      if (typeof body === "object" && body !== null && !Array.isArray(body)) return new Input({ ...body });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new InvalidInput(["the body must be a JSON object"]);
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  fault(message: string): void {
    this.#faults.push(message);
  }

  #take(name: string, required: boolean | undefined): unknown {
    this.#read.add(name);
    const value = this.#fields[name];
    if (value === undefined && required) this.fault(`${name} is missing`);
    return value;
  }

  text(name: string, { required, form, what = "a text" }: TextRule = {}): string | undefined {
    const value = this.#take(name, required);
    if (value === undefined) return undefined;
    if (typeof value === "string" && value !== "" && value.length <= 512 && (form?.test(value) ?? true)) return value;
    this.fault(`${name} must be ${what}`);
    return undefined;
  }

  choice<const Choice extends string | true>(
    name: string,
    choices: readonly Choice[],
    { required }: { readonly required?: boolean } = {},
  ): Choice | undefined {
    const value = this.#take(name, required);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.fault(`${name} must be one of ${choices.join(", ")}`);
    return chosen;
  }

  /** A JSON object, whatever is in it. */
  object(name: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#take(name, false);
    if (value === undefined) return undefined;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    this.fault(`${name} must be an object`);
    return undefined;
  }

  /** A list, whatever is in it. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.#take(name, false);
    if (value === undefined || Array.isArray(value)) return value;
    this.fault(`${name} must be a list`);
    return undefined;
  }

  /** A whole number. */
  number(name: string, { required, least, most }: NumberRule): number | undefined {
    const value = this.#take(name, required);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    this.fault(`${name} must be a whole number from ${least} to ${most}`);
    return undefined;
  }

  /** Raises what was found, and fields that nobody asked for. @throws InvalidInput */
  end(): void {
    const unknown = Object.keys(this.#fields).filter((name) => !this.#read.has(name));
    const faults = [...this.#faults, ...unknown.map((name) => `there is no ${name.slice(0, 64)}`)];
    if (faults.length > 0) throw new InvalidInput(faults);
  }
}
