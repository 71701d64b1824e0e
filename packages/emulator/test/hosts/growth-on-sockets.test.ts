import { readFile, stat } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningEmulator } from "../../src/testing.ts";
import { startEmulator } from "../../src/testing.ts";
import { decode } from "../wire.ts";

describe("a running emulator", () => {
  let running: RunningEmulator;
  beforeAll(async () => {
    running = await startEmulator();
  });
  afterAll(() => running.close());

  async function post(path: string, body: object): Promise<Record<string, unknown>> {
    const { url, keyFile } = running.environment.admin;
    const key = (await readFile(keyFile, "utf8")).trim();
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  }

  it("opens a port for a new host at once, tells it in its environment and keeps it in its folder", async () => {
    const added = await post("/hosts", { name: "app-billing", kind: "appService" });
    const endpoint = String(added["identityEndpoint"]);
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/msi\/token$/);
    const response = await fetch(`${endpoint}?api-version=2019-08-01&resource=x`);
    expect(response.status).toBe(401);
    expect(running.environment.directories["contoso"]?.hosts?.["app-billing"]?.identityEndpoint).toBe(endpoint);
    const state = await readFile(`${running.environment.stateFolder}/state.json`, "utf8");
    expect((JSON.parse(state) as { hosts: { name: string }[] }).hosts.map(({ name }) => name)).toContain("app-billing");
  });

  it("writes a projected token for a Kubernetes workload, readable by its owner only", async () => {
    await post("/hosts", { name: "pod-orders", kind: "kubernetes", namespace: "shop", serviceAccount: "orders" });
    const file = running.environment.directories["contoso"]?.hosts?.["pod-orders"]?.workload?.tokenFile ?? "";
    const { header, claims } = decode(await readFile(file, "utf8"));
    expect(header["alg"]).toBe("RS256");
    expect([claims["sub"], claims["aud"]]).toEqual([
      "system:serviceaccount:shop:orders",
      ["api://AzureADTokenExchange"],
    ]);
    // Windows has no such bits; there the folder is the user's own.
    expect((await stat(file)).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
  });

  it.each([7200, -86_400])(
    "has a projected token that counts at once when the clock is shifted by %d s",
    async (seconds) => {
      await post("/hosts", { name: "pod-orders", kind: "kubernetes", namespace: "shop", serviceAccount: "orders" });
      const file = running.environment.directories["contoso"]?.hosts?.["pod-orders"]?.workload?.tokenFile ?? "";
      const now = Date.parse(String((await post("/clock", { shiftSeconds: seconds }))["now"])) / 1000;
      const { claims } = decode(await readFile(file, "utf8"));
      expect([Number(claims["nbf"]) <= now + 1, Number(claims["exp"]) > now + 3000]).toEqual([true, true]);
      await post("/clock", { machine: true });
    },
  );

  it("goes on when a client's socket breaks in the middle of a held back answer", async () => {
    await post("/faults", { kind: "latency", milliseconds: 50, host: "app-orders" });
    const endpoint = running.environment.directories["contoso"]?.hosts?.["app-orders"]?.identityEndpoint ?? "";
    await expect(fetch(endpoint, { signal: AbortSignal.timeout(5) })).rejects.toThrow("aborted due to timeout");
    expect((await fetch(endpoint)).status).toBe(401);
    await post("/faults/clear", {});
  });
});
