// What must never be seen: every token, assertion, secret and key that was used is looked for everywhere it could leak.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { forge } from "./assertions.ts";
import { aChain, grantStorage } from "./chain.ts";
import { blob, contoso, fabrikam, graph, operatorSecret } from "./emulator.ts";
import { startEmulator } from "../src/testing.ts";
import { askAppService, askImds, callArm, callGraph, operatorToken, postToken, read } from "./wire.ts";

/** The secrets that appear in a text, by name. Parts of tokens count: a signature alone is secret enough. */
function leaks(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => {
      const parts = [secret, ...secret.split(".").slice(1)].filter((part) => part.length >= 16);
      return parts.some((part) => text.includes(part));
    })
    .map(([name]) => name);
}

async function everySecret() {
  const chain = await aChain();
  const { emulator } = chain;
  const secrets: Record<string, string> = {
    assertion: await chain.assertion(),
    exchanged: await chain.token(),
    "home operator's token": await operatorToken(emulator, "contoso", `${graph}/.default`),
    "resource operator's token": await operatorToken(emulator, "fabrikam", `${graph}/.default`),
    "home operator's secret": operatorSecret(emulator, "contoso"),
    "resource operator's secret": operatorSecret(emulator, "fabrikam"),
  };
  for (const host of emulator.context.store.state.hosts) {
    if (host.identityHeader !== null) secrets[`identity header of ${host.name}`] = host.identityHeader;
  }
  const keys = await callArm(emulator, "fabrikam", `POST ${fabrikam.storage}/listKeys?api-version=2026-09-01`);
  for (const { keyName, value } of (keys.body as { keys: { keyName: string; value: string }[] }).keys) {
    secrets[`storage ${keyName}`] = value;
  }
  for (const { name, signingKeys } of emulator.context.store.state.directories) {
    for (const { privateKey } of signingKeys) secrets[`signing key of ${name}`] = privateKey.split("\n")[1] ?? "";
  }
  return { chain, secrets };
}

describe("no secret", () => {
  it("is known to the canary as less than a dozen, and it finds each", async () => {
    const { secrets } = await everySecret();
    expect(Object.keys(secrets)).toHaveLength(12);
    for (const [name, secret] of Object.entries(secrets)) expect(leaks(`x${secret}x`, secrets)).toContain(name);
  });

  it("is in the journal or in a refusal, however requests go wrong", async () => {
    const { chain, secrets } = await everySecret();
    const { emulator } = chain;
    const assertion = secrets["assertion"] ?? "";
    const exchanged = secrets["exchanged"] ?? "";
    const refusals = [
      await chain.exchange({ client_assertion: forge(assertion, {}) }),
      await chain.exchange({ client_assertion: exchanged }),
      await chain.exchange({ client_assertion: `${assertion}.` }),
      await chain.exchange({ client_id: contoso.tenantId }),
      await chain.exchange({ scope: "api://nowhere/.default" }),
      await chain.exchange({ client_assertion: undefined, client_secret: secrets["home operator's secret"] }),
      await callGraph(emulator, "contoso", "GET /v1.0/applications", { token: exchanged }),
      await callGraph(emulator, "contoso", "GET /v1.0/teams"),
      await callArm(emulator, "contoso", `GET ${contoso.group}?api-version=1`, { token: assertion }),
      await callArm(emulator, "fabrikam", `GET ${contoso.group}?api-version=1`),
      await askAppService(emulator, "api-version=2019-08-01&resource=x", { "x-identity-header": `${exchanged}x` }),
      await askAppService(emulator, "api-version=2019-08-01&resource=api://nowhere"),
      await askImds(emulator, "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x"),
    ];
    for (const authorization of [`Bearer ${assertion}`, `Bearer ${exchanged}`, `Basic ${exchanged}`]) {
      const request = new Request(`${blob}/fabrikamdata/orders/first.txt`, { headers: { authorization } });
      refusals.push(await read(await emulator.fetch(request)));
    }
    await grantStorage(emulator, chain.principalId);
    expect(refusals.filter(({ status }) => status < 400)).toEqual([]);
    for (const { text, headers } of refusals) {
      expect(leaks(text + JSON.stringify([...headers]), secrets)).toEqual([]);
    }
    expect(leaks(JSON.stringify(emulator.context.journal.since()), secrets)).toEqual([]);
  });

  it("stays in the journal when a caller put it where no secret belongs", async () => {
    const { chain, secrets } = await everySecret();
    const { emulator } = chain;
    const secret = secrets["home operator's secret"] ?? "";
    const exchanged = secrets["exchanged"] ?? "";
    await chain.exchange({ client_id: secret });
    await chain.exchange({ client_id: exchanged });
    await chain.exchange({ scope: exchanged });
    await chain.exchange({ scope: `${exchanged}/.default` });
    await chain.exchange({ grant_type: exchanged });
    await postToken(emulator, {}, { tenant: exchanged });
    await postToken(emulator, {}, { tenant: secret, headers: { "user-agent": `client ${exchanged}` } });
    await callGraph(emulator, "contoso", `GET /v1.0/applications/${exchanged}`);
    await callGraph(emulator, "contoso", `GET /v1.0/applications?$filter=${exchanged}`);
    await callArm(emulator, "contoso", `GET ${contoso.group}/providers/Microsoft.Web/sites/${exchanged}?api-version=1`);
    await askAppService(emulator, `api-version=${exchanged}&resource=x`);
    await askAppService(emulator, `api-version=2019-08-01&resource=${exchanged}`);
    await chain.assertion(exchanged).catch(() => undefined);
    await askImds(emulator, `/metadata/identity/${exchanged}?api-version=2018-02-01`);
    expect(leaks(JSON.stringify(emulator.context.journal.since()), secrets)).toEqual([]);
  });

  it("is in a notice, in the admin journal, or in a file that others may read", async () => {
    const notices: string[] = [];
    const running = await startEmulator({ onNotice: (line) => notices.push(line) });
    onTestFinished(running.close);
    const { emulator, environment } = running;
    const key = (await readFile(environment.admin.keyFile, "utf8")).trim();
    const secrets = {
      "admin key": key,
      "home operator's secret": operatorSecret(emulator, "contoso"),
      "identity header": environment.directories["contoso"]?.hosts?.["app-orders"]?.identityHeader ?? "",
    };
    const response = await fetch(`${environment.admin.url}/journal`, { headers: { authorization: `Bearer ${key}` } });
    const texts = [notices.join(), await response.text(), JSON.stringify(emulator.context.journal.since())];
    for (const name of ["ca.pem", "ca-bundle.pem", "running.json", "ports.json"]) {
      texts.push(await readFile(join(environment.stateFolder, name), "utf8"));
    }
    expect(Object.values(secrets).every((secret) => secret.length >= 16)).toBe(true);
    expect(leaks(texts.join("\n"), secrets)).toEqual([]);
    expect(texts.join("\n")).not.toContain("PRIVATE KEY");
  });
});
