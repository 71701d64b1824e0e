import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";

/** An issuer as the admin API shows it. */
export interface ShownIssuer {
  readonly issuer: string;
  readonly kind: "github" | "kubernetes" | "registered";
  /** The ids of its keys. */
  readonly keys: readonly string[];
}

export const issuerOption = {
  flags: "--issuer <url>",
  description: "what its tokens have as iss, to the letter",
} as const;

/** The issuer that a command names. @throws CliError `cli.usage` */
export function issuerOf(invocation: Invocation): string {
  const issuer = text(invocation, "issuer");
  if (issuer !== undefined) return issuer;
  throw new CliError("cli.usage", "--issuer is missing", {
    fix: "Name it as its tokens do, such as https://gitlab.example.com.",
  });
}

/** The JSON object in a text. @throws CliError `cli.usage` */
export function objectIn(content: string, what: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CliError("cli.usage", `${what} is not a JSON object`, { fix: "Correct it; --help shows examples." });
}

/** The key document in the file that `--keys` names; undefined without it. @throws CliError `cli.usage` */
export async function keysOf(invocation: Invocation): Promise<Readonly<Record<string, unknown>> | undefined> {
  const file = text(invocation, "keys");
  if (file === undefined) return undefined;
  let content: string;
  try {
    content = await readFile(resolve(invocation.workingFolder, file), "utf8");
  } catch (cause) {
    throw new CliError("cli.usage", `${file} cannot be read`, {
      fix: "Save the issuer's key document there: its jwks_uri has it; kubectl get --raw /openid/v1/jwks prints a cluster's.",
      cause,
    });
  }
  return objectIn(content, file);
}
