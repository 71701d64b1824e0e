// From nothing to working and back, as whole processes: init, plan to a file, apply of it, export, review, destroy.
import { execFileSync } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { variablesOf } from "../../src/emulator/variables.ts";
import { expectEnvelope } from "./envelope.ts";
import type { Ended, Place } from "./place.ts";
import { aPlace } from "./place.ts";
import { writeConfiguration } from "./tegata-yaml.ts";

let place: Place;
let emulator: RunningEmulator;
beforeEach(async () => {
  [place, emulator] = await Promise.all([aPlace(), startEmulator()]);
});
afterEach(() => Promise.all([place.dispose(), emulator.close()]));

function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return place.run(words, { environment: { ...variablesOf(emulator.environment), ...environment } });
}

const applicationId = "44444444-4444-4444-8444-444444444444";

describe("destroy", () => {
  test("takes down what apply made: a dry run, then --yes, then nothing is there and apply starts anew", async () => {
    await writeConfiguration(place.folder, emulator.environment);
    expect((await run(["apply"])).code).toBe(0);
    const refused = await run(["destroy"]);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain("add --yes");
    const dry = await run(["destroy", "--dry-run"]);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toMatch(/\n7 to remove, 0 left, 0 waiting\n$/);
    const destroyed = await run(["destroy", "--yes"]);
    expect(destroyed.stderr).not.toContain("error");
    expect(destroyed).toMatchObject({ code: 0 });
    expect(destroyed.stdout).toBe("7 removed, 0 left, 0 waiting\n");
    expect((await run(["plan"])).stdout).toMatch(/\n6 to create, 1 to change, 0 unchanged\n$/);
  });

  test("of one side is 3, and says what the other administrator runs", async () => {
    await writeConfiguration(place.folder, emulator.environment);
    const applied = expectEnvelope(await run(["apply", "--json"]));
    const { applicationClientId } = applied.data as { applicationClientId: string };
    const one = await run(["destroy", "--side", "home", "--yes", "--application-id", applicationClientId]);
    expect(one.code).toBe(3);
    expect(one.stdout).toContain(`runs: tegata destroy --side resource --application-id ${applicationClientId}`);
    const other = await run(["destroy", "--side", "resource", "--yes", "--application-id", applicationClientId]);
    expect(other.stdout).toContain("2 removed");
  });
});

describe("a saved plan", () => {
  test("is applied as it is, and refused once it is out of date", async () => {
    await writeConfiguration(place.folder, emulator.environment);
    expect((await run(["plan", "--out", "plan.json"])).code).toBe(0);
    expect((await run(["plan", "--out", "plan.json"])).code).toBe(64);
    expect((await run(["apply", "--plan", "plan.json"])).code).toBe(0);
    const late = await run(["apply", "--plan", "plan.json"]);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain("error plan.stale: the saved plan is out of date");
  });

  test("--permissions lists the least rights of each side, and signs in nowhere", async () => {
    await writeConfiguration(place.folder, emulator.environment);
    const { code, stdout } = await run(["plan", "--permissions", "--side", "resource"], {
      TEGATA_HOME_CLIENT_ID: "",
      TEGATA_RESOURCE_CLIENT_ID: "",
    });
    expect(code).toBe(0);
    expect(stdout).toContain("  Application Administrator or Cloud Application Administrator");
    expect(stdout).not.toContain("Home directory");
  });
});

describe("export and review", () => {
  test("need no sign-in, write new files only, programs executable", async () => {
    await writeConfiguration(place.folder, emulator.environment);
    const words = ["export", "--application-id", applicationId, "--out", "handover"];
    expect(await run(words)).toMatchObject({ code: 0 });
    expect((await readdir(join(place.folder, "handover"))).sort()).toEqual(["grant.sh", "revoke.sh"]);
    const script = join(place.folder, "handover", "grant.sh");
    expect((await stat(script)).mode & 0o111).not.toBe(0);
    execFileSync("bash", ["-n", script]);
    expect(await run(words)).toMatchObject({ code: 64 });
    const page = await run(["review", "--application-id", applicationId]);
    expect(page.code).toBe(0);
    expect(page.stdout).toContain("## How to cut it off");
    expect((await run(["export"])).stderr).toContain("the application's client id is not given");
  });
});

describe("init", () => {
  test("writes tegata.yaml from names, which plans; never overwrites", async () => {
    const { directories } = emulator.environment;
    const [home, resource] = [directories["contoso"], directories["fabrikam"]];
    const words = [
      "init",
      "--cloud",
      `${emulator.environment.resourceManager}/metadata/endpoints?api-version=2022-09-01`,
      "--home",
      home?.domain ?? "",
      "--subscription",
      home?.subscriptionId ?? "",
      "--resource-group",
      "rg-app",
      "--location",
      "japaneast",
      "--identity",
      "id-orders",
      "--host",
      "appService:app-orders",
      "--application",
      "orders-cross-tenant",
      "--resource",
      resource?.domain ?? "",
      "--grant",
      `Storage Blob Data Contributor=${resource?.storage?.resourceId ?? ""}`,
    ];
    const written = await run(words);
    expect(written.stderr).toBe("");
    expect(written).toMatchObject({ code: 0 });
    const text = await readFile(join(place.folder, "tegata.yaml"), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/tegata\.schema\.json\nversion: 1\n/);
    expect(text).toContain(`tenantId: ${home?.tenantId}`);
    expect((await run(["plan"])).stdout).toMatch(/\n6 to create, 1 to change, 0 unchanged\n$/);
    expect((await run(words)).stderr).toContain("error cli.file-exists: tegata.yaml is there already");
  });

  test("with nobody to ask, lists every answer that is missing", async () => {
    const { code, stderr } = await run(["init", "--home", "contoso.onmicrosoft.com"]);
    expect(code).toBe(64);
    for (const flag of ["subscription", "resource-group", "location", "identity", "application", "resource", "grant"]) {
      expect(stderr).toContain(`--${flag} <`);
    }
  });
});

describe("what was done by hand", () => {
  test("with POST, no unique name and a random assignment name, is adopted, and the plan is empty", async () => {
    const file = await writeConfiguration(place.folder, emulator.environment);
    const applied = expectEnvelope(await run(["apply", "--json"]));
    const { applicationClientId } = applied.data as { applicationClientId: string };
    // The resource side made again by hand: another service principal, another assignment, none with a mark.
    await run(["destroy", "--side", "resource", "--yes", "--application-id", applicationClientId]);
    const resource = emulator.environment.directories["fabrikam"];
    const { authority, graph, resourceManager } = emulator.environment;
    const token = async (scope: string): Promise<string> => {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: resource?.operator.clientId ?? "",
        client_secret: resource?.operator.clientSecret ?? "",
        scope: `${scope}/.default`,
      });
      const answer = await emulator.emulator.fetch(
        new Request(`${authority}/${resource?.tenantId}/oauth2/v2.0/token`, { method: "POST", body }),
      );
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    const send = async (method: string, url: string, body: unknown): Promise<Record<string, unknown>> => {
      const authorization = `Bearer ${await token(new URL(url).origin)}`;
      const headers = { authorization, "content-type": "application/json" };
      const answer = await emulator.emulator.fetch(new Request(url, { method, headers, body: JSON.stringify(body) }));
      expect(answer.status).toBe(201);
      return (await answer.json()) as Record<string, unknown>;
    };
    const principal = await send("POST", `${graph}/v1.0/servicePrincipals`, { appId: applicationClientId });
    const scope = resource?.storage?.resourceId ?? "";
    await send(
      "PUT",
      `${resourceManager}${scope}/providers/Microsoft.Authorization/roleAssignments/8b9c0000-0000-4000-8000-000000000001?api-version=2022-04-01`,
      {
        properties: {
          roleDefinitionId: `/subscriptions/${resource?.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
          principalId: principal["id"],
          principalType: "ServicePrincipal",
        },
      },
    );
    await writeFile(file, await readFile(file, "utf8"));
    expect(await run(["plan", "--detailed-exitcode"])).toMatchObject({ code: 0 });
    const destroyed = await run(["destroy", "--yes"]);
    expect(destroyed.stdout).toContain("2 left");
  });
});
