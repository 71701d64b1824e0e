import { createHash, randomBytes } from "node:crypto";
import { CliError } from "../errors.ts";

/** A file that went through the app into the other directory's storage and came back. */
export interface RoundTrip {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly milliseconds: number;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function expectOk(response: Response, doing: string): Promise<Response> {
  if (response.ok) return response;
  throw new CliError(
    "demo.failed",
    `the sample app answered ${response.status} when it was asked to ${doing}: ${await response.text()}`,
    {
      fix: "Please report this.",
    },
  );
}

/** Uploads random bytes through the app, reads them back and compares; looks the file up in the list. */
export async function roundTrip(url: string, signal: AbortSignal): Promise<RoundTrip> {
  const [file, content] = ["orders.bin", randomBytes(256 * 1024)];
  const started = performance.now();
  await expectOk(await fetch(`${url}/files/${file}`, { method: "PUT", body: content, signal }), "store a file");
  const back = new Uint8Array(
    await (await expectOk(await fetch(`${url}/files/${file}`, { signal }), "read it back")).arrayBuffer(),
  );
  const list = await (await expectOk(await fetch(`${url}/files`, { signal }), "list its files")).text();
  const milliseconds = Math.round(performance.now() - started);
  if (digest(back) !== digest(content)) {
    throw new CliError("demo.failed", "what was read is not what was written", { fix: "Please report this." });
  }
  if (!list.includes(file))
    throw new CliError("demo.failed", "the file is not in the list", { fix: "Please report this." });
  return { file, bytes: content.length, sha256: digest(back), milliseconds };
}
