import type { Terminal } from "../src/output/terminal.ts";

/** A terminal that remembers what was written to it and shows styles as tags. */
export interface FakeTerminal extends Terminal {
  readonly results: readonly string[];
  readonly notes: readonly string[];
}

export function fakeTerminal(): FakeTerminal {
  const results: string[] = [];
  const notes: string[] = [];
  return {
    results,
    notes,
    out: (text) => void results.push(text),
    note: (text) => void notes.push(text),
    style: (style, text) => `<${String(style)}>${text}</>`,
    noteStyle: (style, text) => `<${String(style)}>${text}</>`,
    colour: false,
  };
}
