// Every failure that the emulator makes, through the credential: its code, its hop and what to do. The rows are what came
// out of this run, and the guide shows them; TEGATA_UPDATE_GUIDE=1 writes them anew. It stands here because the credential
// and the emulator never see each other.
import { readFileSync, writeFileSync } from "node:fs";
import { CrossTenantCredential, CrossTenantCredentialError, managedIdentity } from "@tegata/credential";
import type { CrossTenantCredentialOptions } from "@tegata/credential";
import { aReadyChain, createEmulator } from "@tegata/emulator/testing";
import type { Emulator } from "@tegata/emulator/testing";
import { expect, it } from "vitest";
import type { Failure, Situation } from "./failures.ts";
import { failures, trustOf } from "./failures.ts";

const guide = new URL("../../../../docs/guide/credential-errors.md", import.meta.url);
const [start, end] = ["<!-- failures -->", "<!-- end of failures -->"] as const;

/** Retries do not wait here, and no time-out comes. */
const clock: CrossTenantCredentialOptions["clock"] = {
  now: () => Date.now(),
  sleep: (_durationMs, signal) =>
    signal
      ? new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)))
      : Promise.resolve(),
};

/** As from the host's process: any address is the emulator's. */
function fetchOf(emulator: Emulator): NonNullable<CrossTenantCredentialOptions["fetch"]> {
  return async (url, { method, headers, body }) =>
    emulator.fetch(new Request(url, { method, headers, ...(body === undefined ? {} : { body }) }));
}

/** A directory's keys take long to make, so one emulator is made, and what it knows is copied for each failure. */
const model = createEmulator();
const modelChain = await aReadyChain(model);
await modelChain.token();

function situationOf(): Situation {
  const store = { state: structuredClone(model.context.truth), save: async () => undefined };
  const emulator = createEmulator({ store });
  return { emulator, chain: modelChain, trust: trustOf(emulator, modelChain) };
}

async function outcomeOf(failure: Failure): Promise<CrossTenantCredentialError | string> {
  const situation = situationOf();
  const { emulator, chain } = situation;
  await failure.by?.(situation);
  const credential = new CrossTenantCredential({
    tenantId: chain.resource.tenantId,
    clientId: chain.application.clientId,
    assertion: managedIdentity({ clientId: failure.identity ?? chain.identity.clientId }),
    environment: { IDENTITY_ENDPOINT: chain.host.identityEndpoint, IDENTITY_HEADER: chain.host.identityHeader },
    fetch: fetchOf(emulator),
    clock,
    ...failure.made?.(situation),
  });
  return credential.getToken(failure.scope ?? "https://storage.azure.com/.default").then(
    () => "a token",
    (error: unknown) => {
      if (error instanceof CrossTenantCredentialError) return error;
      throw error;
    },
  );
}

async function rowOf(failure: Failure): Promise<string> {
  const error = await outcomeOf(failure);
  if (typeof error === "string") throw new Error(`${failure.title}: came out with ${error}`);
  const { code, hop, aadsts = "", retryable, fix } = error;
  return `| ${failure.title} | \`${code}\` | ${hop} | ${aadsts} | ${retryable ? "yes" : "no"} | ${fix.replaceAll(modelChain.application.clientId, "(client id)")} |`;
}

it("without a failure there is a token", async () => {
  expect(await outcomeOf({ title: "nothing" })).toBe("a token");
});

it("every failure comes out with the code, hop and fix that the guide shows", async () => {
  const rows: string[] = [];
  for (const failure of failures) rows.push(await rowOf(failure));
  const head = [
    "| what is wrong | code | hop | AADSTS | waiting helps | fix |",
    "| --- | --- | --- | --- | --- | --- |",
  ];
  const table = [...head, ...rows].join("\n");
  if (process.env["TEGATA_UPDATE_GUIDE"]) {
    const text = readFileSync(guide, "utf8");
    writeFileSync(guide, `${text.split(start)[0]}${start}\n\n${table}\n\n${end}${text.split(end)[1] ?? ""}`);
  }
  const shown = readFileSync(guide, "utf8").split(start)[1]?.split(end)[0]?.trim();
  expect(shown?.replace(/ +/g, " ").replace(/-{3,}/g, "---")).toBe(table.replace(/ +/g, " "));
}, 60_000);
