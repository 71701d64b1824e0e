import { createHash, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { part } from "./setting.ts";

/** Three times what the emulator remembers: when the first comes again, it is forgotten. */
const assertionCount = 3000;

interface SavedDirectory {
  readonly tenantId: string;
  readonly signingKeys: readonly { readonly privateKey: string }[];
}

function signingKeyOf(stateFolder: string, tenantId: unknown): string {
  const text = readFileSync(join(stateFolder, "state.json"), "utf8");
  const { directories } = JSON.parse(text) as { readonly directories: readonly SavedDirectory[] };
  const key = directories.find((directory) => directory.tenantId === tenantId)?.signingKeys[0]?.privateKey;
  if (key === undefined) throw new Error("the state has no signing key of the directory that issued the assertion");
  return key;
}

/**
 * Requests like one that is granted, each with an assertion that was not sent before: its `uti` is another one, of the
 * same length, and its directory's own key signed it.
 */
export function freshBodies(body: string, stateFolder: string): string[] {
  const form = new URLSearchParams(body);
  const [header = "", payload = ""] = (form.get("client_assertion") ?? "").split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Readonly<Record<string, unknown>>;
  const key = signingKeyOf(stateFolder, claims["tid"]);
  return Array.from({ length: assertionCount }, (_, index) => {
    const uti = createHash("sha256").update(`assertion ${index}`).digest("base64url");
    const input = `${header}.${part({ ...claims, uti: uti.slice(0, String(claims["uti"]).length) })}`;
    const signature = sign("RSA-SHA256", Buffer.from(input), key).toString("base64url");
    form.set("client_assertion", `${input}.${signature}`);
    return form.toString();
  });
}
