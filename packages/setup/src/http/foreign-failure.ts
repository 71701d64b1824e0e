// What another library's failure says, without the object itself, whose fields might hold a header.
import { findAadsts, aadstsCatalogue, redact } from "@tegata/core";

function messagesOf(cause: unknown): string[] {
  if (!(cause instanceof Error)) return [String(cause)];
  const code = "code" in cause && typeof cause.code === "string" ? ` (${cause.code})` : "";
  const own = `${cause.message.split("\n")[0]?.trim() ?? ""}${code}`;
  return cause.cause instanceof Error ? [own, ...messagesOf(cause.cause)] : [own];
}

/** A foreign failure and what lies under it, in one line, redacted: `fetch failed: self-signed certificate (…)`. */
export function reasonOf(cause: unknown): string {
  const text = redact(
    messagesOf(cause)
      .filter((message) => message !== "")
      .join(": "),
  );
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

/** A foreign failure without the foreign object. */
export function quoted(cause: unknown): Error {
  return new Error(reasonOf(cause));
}

const distrust = /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|CERT_UNTRUSTED/;

/** What to do about a request that got no answer. */
export function fixOfLostRequest(cause: unknown): string {
  return distrust.test(reasonOf(cause))
    ? "This process does not trust the endpoint's certificate. Name its authority's file in NODE_EXTRA_CA_CERTS."
    : "Check the network, and that the cloud's endpoints can be reached from here.";
}

/** What to do about a refused sign-in: the fix of the AADSTS code in the text, if it is a known one. */
export function fixOfSignIn(cause: unknown, otherwise: string): string {
  const [mention] = findAadsts(reasonOf(cause));
  return (mention && aadstsCatalogue.get(mention.code)?.fixes[0]) ?? otherwise;
}
