// Resource Manager reads JSON leniently, and the Azure CLI relies on it: it sends a template as its author wrote it, with
// comments, texts over several lines, and `template:` without quotes in front.
// https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#comments-and-metadata
import { isNestedTooDeep } from "../../nesting.ts";
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

const unreadable = "The request content was invalid and could not be deserialized";

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A body that is not said to be JSON is not read. The text is recorded, also for a body without any type:
 * https://learn.microsoft.com/azure/chaos-studio/troubleshooting
 */
export function refuseOtherMediaType(contentType: string | null): void {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase();
  if (mediaType === "application/json" || mediaType?.endsWith("+json") === true) return;
  const message = `The content media type '${mediaType ?? "<null>"}' is not supported. Only 'application/json' is supported.`;
  throw new ArmRefusal(415, "UnsupportedMediaType", message);
}

/** What every resource has one shape for. */
function refuseMisshapen(body: Readonly<Record<string, unknown>>): void {
  const misshapen = ["properties", "tags", "identity"].find(
    (name) => (body[name] ?? undefined) !== undefined && !isObject(body[name]),
  );
  if (misshapen === undefined) return;
  throw new ArmRefusal(400, "InvalidRequestContent", `${unreadable}: '${misshapen}' is not an object.`);
}

/** The object that a request's body holds; an empty one when there is none. */
export function readJsonBody(written: string): Readonly<Record<string, unknown>> {
  if (written === "") return {};
  if (isNestedTooDeep(written)) throw new ArmRefusal(400, "InvalidRequestContent", `${unreadable}: it nests too deep.`);
  const body = parsed(written) ?? parsed(strict(written));
  if (!isObject(body)) throw new ArmRefusal(400, "InvalidRequestContent", `${unreadable}.`);
  refuseMisshapen(body);
  return body;
}
