// Resource Manager reads JSON leniently, and the Azure CLI relies on it: it sends a template as its author wrote it, with
// comments, texts over several lines, and `template:` without quotes in front.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#comments-and-metadata
import { ArmRefusal } from "./answer.ts";

const text = /"(?:[^"\\]|\\[\s\S])*"/;
const comments = new RegExp(`${text.source}|//[^\\n]*|/\\*[\\s\\S]*?\\*/`, "g");
const loose = new RegExp(`${text.source}|[A-Za-z_$][\\w$]*(?=\\s*:)|,(?=\\s*[}\\]])`, "g");

const controls: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Strict JSON of what is written leniently, where it can be had. */
function strict(written: string): string {
  const bare = written.replace(comments, (found) => (found.startsWith('"') ? found : " "));
  return bare.replace(loose, (found) => {
    if (found === ",") return "";
    return found.startsWith('"') ? found.replaceAll(/[\n\r\t]/g, (control) => controls[control] ?? "") : `"${found}"`;
  });
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The object that a request's body holds; an empty one when there is none. */
export function readJsonBody(written: string): Readonly<Record<string, unknown>> {
  if (written === "") return {};
  const body = parsed(written) ?? parsed(strict(written));
  if (typeof body === "object" && body !== null) return body as Record<string, unknown>;
  throw new ArmRefusal(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
}
