import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { onCores } from "../token-server/cores.ts";
import type { BlobTarget } from "./blob-calls.ts";
import { container } from "./prepare.ts";

const account = "bare";

/** A shared access signature for everything in the account: https://learn.microsoft.com/rest/api/storageservices/create-account-sas */
function signature(key: string): string {
  const [permissions, services, types, expiry, version] = ["rwdlac", "b", "sco", "2099-01-01T00:00:00Z", "2020-10-02"];
  const signed = [account, permissions, services, types, "", expiry, "", "https", version, ""].join("\n");
  const sig = createHmac("sha256", Buffer.from(key, "base64")).update(signed).digest("base64");
  const parameters = { sv: version, ss: services, srt: types, sp: permissions, se: expiry, spr: "https", sig };
  return new URLSearchParams(parameters).toString();
}

export interface BareAzurite {
  readonly child: ChildProcess;
  readonly target: BlobTarget;
}

interface AzuriteOptions {
  readonly folder: string;
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string };
  readonly cores: string;
}

/** Azurite as it is published, with the emulator's certificate, blobs in a folder as the emulator's are. */
export function startAzurite({ folder, tls, cores }: AzuriteOptions): Promise<BareAzurite> {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  writeFileSync(key, tls.key);
  writeFileSync(cert, tls.cert);
  const main = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const flags = ["--blobPort", "0", "--location", folder, "--cert", cert, "--key", key];
  const quiet = ["--silent", "--disableTelemetry", "--skipApiVersionCheck"];
  const [program = "", ...rest] = onCores(cores, [process.execPath, main, ...flags, ...quiet]);
  const accountKey = randomBytes(64).toString("base64");
  const env = { ...process.env, AZURITE_ACCOUNTS: `${account}:${accountKey}`, NODE_ENV: "production" };
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"], env });
  const sas = signature(accountKey);
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const port = /listens on https:\/\/[\d.]+:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      const pathOf = (name: string): string => `/${account}/${container}${name}${name.includes("?") ? "&" : "?"}${sas}`;
      resolve({ child, target: { port: Number(port), ca: tls.ca, pathOf, headers: {} } });
    });
    child.once("exit", (code) => reject(new Error(`Azurite ended with ${code}: ${output}`)));
  });
}
