// What a caller sees of a call: its value, or storage's refusal.
import { RestError } from "@azure/storage-blob";

const { TENANT_ID } = process.env;

/** The code in the answer's XML; a HEAD has no body, and then the header speaks for it. */
function codeInBody({ request, response }) {
  if (request?.method === "HEAD") return response?.headers.get("x-ms-error-code");
  return /^<\?xml[^>]*\?>\s*<Error>\s*<Code>(\w+)<\/Code>/.exec(response?.bodyAsText ?? "")?.[1];
}

export function refusal(error) {
  if (!(error instanceof RestError)) throw error;
  const { response, statusCode } = error;
  const code = response?.headers.get("x-ms-error-code");
  const body = codeInBody(error);
  const challenge = response?.headers.get("www-authenticate") ?? "";
  const words = [String(statusCode), code ?? "without a code"];
  if (body !== code) words.push(`with the body's ${body}`);
  if (challenge.includes(`/${TENANT_ID}/`)) words.push("challenged");
  return words.join(" ");
}

export async function outcome(call) {
  try {
    return (await call()) ?? "done";
  } catch (error) {
    return refusal(error);
  }
}
