import type { Terminal } from "../output/terminal.ts";
import { renderExplanation } from "../explain/render.ts";
import type { Told, ToldHop } from "./take.ts";
import type { Part } from "./words.ts";

function partLines({ name, value, mustEqual, agrees }: Part, style: Terminal["style"]): string[] {
  const line = `  ${name.padEnd(17)} ${value}`;
  if (mustEqual === undefined) return [line];
  const mark = agrees === undefined ? "=" : agrees ? style("green", "✓") : style("red", "✗");
  return [line, `  ${" ".repeat(17)} ${mark} ${agrees === false ? "differs from " : ""}${mustEqual}`];
}

function hopLines(told: ToldHop, style: Terminal["style"]): string[] {
  const { hop, name, outcome, parts, refusal, claims } = told;
  const colour = outcome === "passed" ? "green" : outcome === "failed" ? "red" : "dim";
  const lines = parts.flatMap((part) => partLines(part, style));
  const unreadable = outcome === "passed" && !claims ? ["  The token cannot be read: only the resource can."] : [];
  return [
    `${style("bold", `Hop ${hop}: ${name}`)}  ${style(colour, outcome)}`,
    ...(refusal === undefined ? [] : [`  ${refusal}`]),
    ...lines,
    ...unreadable,
    "",
  ];
}

/** Both hops for people; where one failed, what `tegata explain` says of it. */
export function renderTold({ ok, hops, explanation }: Told, style: Terminal["style"]): string {
  const shown = hops.filter(({ outcome }) => outcome !== "not reached");
  const lines = shown.flatMap((hop) => hopLines(hop, style));
  if (ok) return [...lines, "= must equal, in the other directory; ✓ it does."].join("\n");
  const legend = lines.some((line) => line.includes(" = "))
    ? ["= must equal; whether it does cannot be seen from here.", ""]
    : [];
  const why = explanation?.ok === true ? [renderExplanation(explanation, style), ""] : [];
  return [...lines, ...legend, ...why, "tegata doctor knows more: it compares with what is configured."].join("\n");
}
