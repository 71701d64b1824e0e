interface Version {
  readonly sinceMs: number;
  /** Undefined: it was deleted, or did not exist yet. */
  readonly value: object | undefined;
}

/** The versions of objects of one kind, by key: what a replica that lags behind needs to know. */
export class History {
  readonly #versions = new Map<string, Version[]>();
  readonly #texts = new Map<string, string>();

  /** Notes what exists now. Objects that are not there any more get a version that says so. */
  observe(objects: ReadonlyMap<string, object>, sinceMs: number): void {
    for (const [key, object] of objects) {
      const text = JSON.stringify(object);
      if (this.#texts.get(key) === text) continue;
      this.#texts.set(key, text);
      this.#push(key, { sinceMs, value: structuredClone(object) });
    }
    for (const key of this.#texts.keys()) {
      if (objects.has(key)) continue;
      this.#texts.delete(key);
      this.#push(key, { sinceMs, value: undefined });
    }
  }

  #push(key: string, version: Version): void {
    const versions = this.#versions.get(key);
    if (versions) versions.push(version);
    else this.#versions.set(key, [version]);
  }

  keys(): readonly string[] {
    return [...this.#versions.keys()];
  }

  /** The version that has arrived where changes need `delayMs`, and whether a newer one is still on its way. */
  arrived(
    key: string,
    nowMs: number,
    delayMs: number,
  ): { readonly value: object | undefined; readonly pending: boolean } {
    const versions = this.#versions.get(key) ?? [];
    const arrived = versions.findLast(({ sinceMs }) => sinceMs + delayMs <= nowMs);
    return { value: arrived?.value, pending: arrived !== versions.at(-1) };
  }

  newest(key: string): object | undefined {
    return this.#versions.get(key)?.at(-1)?.value;
  }
}
