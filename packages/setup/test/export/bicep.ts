// A reader of the part of Bicep that the export writes, one property a line. It fails on anything else.

export interface BicepNode {
  readonly head: string;
  readonly lines: readonly string[];
  readonly children: readonly BicepNode[];
}

const stringLiteral = String.raw`'(?:[^'\\$\n]|\\(?:[nrt'\\$]|u\{[0-9a-f]+\})|\$(?!\{))*'`;
const namePath = String.raw`[A-Za-z_][\w.]*`;
const value = `(?:${stringLiteral}|true|false|\\[\\]|${namePath}(?:\\((?:(?:${stringLiteral}|${namePath})(?:, )?)*\\))?|'\\$\\{application\\.uniqueName\\}/[A-Za-z0-9_-]+')`;
const patterns = {
  open: new RegExp(
    `^(?:(?:resource|module) ${namePath} ${stringLiteral}(?: existing)? = |(?:${namePath}|${stringLiteral}): )[{[]$`,
  ),
  close: /^[}\]]$/,
  line: new RegExp(
    `^(?:(?:${namePath}|${stringLiteral}): ${value}|${stringLiteral}|targetScope = ${stringLiteral}|extension ${namePath}|param ${namePath} string|output ${namePath} string = ${namePath})$`,
  ),
};

/** @throws Error at the first line that is not Bicep of this kind */
export function readBicep(text: string): BicepNode[] {
  const root: { lines: string[]; children: BicepNode[] } = { lines: [], children: [] };
  const open: { head: string; lines: string[]; children: BicepNode[] }[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const into = open.at(-1) ?? root;
    if (line === "" || line.startsWith("//")) continue;
    if (patterns.open.test(line)) open.push({ head: line, lines: [], children: [] });
    else if (patterns.close.test(line)) {
      const closed = open.pop();
      if (closed === undefined) throw new Error("closed what is not open");
      (open.at(-1) ?? root).children.push(closed);
    } else if (patterns.line.test(line)) into.lines.push(line);
    else throw new Error(`no Bicep: ${line}`);
  }
  if (open.length > 0) throw new Error(`${open[0]?.head} is not closed`);
  return root.children;
}

/** What a node sets, `name: value` each; an object or a list begins with its bracket. */
export function settingsOf({ lines, children }: BicepNode): string[] {
  return [...lines, ...children.filter(({ head }) => !/^(resource|module) /.test(head)).map(({ head }) => head)];
}
