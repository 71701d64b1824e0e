// What is shown of a program that failed.

/** Three base64url parts that begin like a JSON object: a token or an assertion, whoever printed it. */
const token = /eyJ[\w-]{8,}(\.[\w-]*){0,4}/g;
const tailLength = 3_000;

export function redact(text: string): string {
  return text
    .replace(token, "(a token)")
    .replace(/((?:secret|identity_?header)["'=:\s]+)[^\s"',]{8,}/gi, "$1(a secret)");
}

/** The end of what a program printed, errors first, without tokens. */
export function tail({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return redact([stderr, stdout].filter((text) => text.trim() !== "").join("\n"))
    .trim()
    .slice(-tailLength);
}
