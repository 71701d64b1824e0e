// The settings of the hosts that the configuration lists, as home's administrator reads them, and how a wrong one of the
// workload's is put right where it runs.
import type { ClientId } from "@tegata/core";
import { parseClientId } from "@tegata/core";
import { expect, test } from "vitest";
import type { DiagnosisOptions, DoctorReport, Workload } from "../../src/index.ts";
import { apply, doctor, parseConfiguration } from "../../src/index.ts";
import { contoso } from "../fakes/ids.ts";
import { aBench, anAzure, orders, sites } from "../fakes/setup.ts";

type Bench = ReturnType<typeof aBench>;

const application = "TEGATA_APPLICATION_CLIENT_ID";
const identity = "TEGATA_MANAGED_IDENTITY_CLIENT_ID";
const stranger = "99999999-9999-4999-8999-999999999999";
const site = `${sites}/app-orders`.toLowerCase();

async function aChain(bench: Bench = aBench()): Promise<Bench> {
  await apply({ ...bench.options, withHostSettings: true });
  return bench;
}

function look({ options }: Bench, changes: Partial<DiagnosisOptions> = {}): Promise<DoctorReport> {
  const { configuration, operators, fetch, clock } = options;
  return doctor({ configuration, operators, ...(fetch ? { fetch } : {}), ...(clock ? { clock } : {}), ...changes });
}

function change({ azure }: Bench, changes: Readonly<Record<string, string | undefined>>): void {
  const kept = { ...azure.resourceManager.settings.get(site), ...changes };
  const there = Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined);
  azure.resourceManager.settings.set(site, Object.fromEntries(there));
}

test("a wrong setting of a host is named from the administrator's desk, with the line that writes it", async () => {
  const bench = await aChain();
  change(bench, { [application]: stranger });
  const { cause } = await look(bench);
  expect(cause).toMatchObject({
    id: "settings.application",
    state: "fail",
    vantage: "home",
    about: "appService app-orders",
    saw: `${application}=${stranger}`,
    repair: { command: "tegata apply --side home --set-app-settings", by: "the home administrator" },
  });
});

test("a host that was never given settings of ours is not told about", async () => {
  const bench = await aChain();
  bench.azure.resourceManager.settings.set(site, { WEBSITE_TIME_ZONE: "Tokyo Standard Time" });
  const { checks, ok } = await look(bench);
  expect(ok).toBe(true);
  expect(checks.filter(({ id, about }) => id.startsWith("settings.") && about !== undefined)).toEqual([]);
});

test("a host that lacks one of our settings is warned about", async () => {
  const bench = await aChain();
  change(bench, { [identity]: undefined });
  const { checks, ok } = await look(bench);
  expect(ok).toBe(true);
  expect(checks.filter(({ id, state }) => state === "warn" && id.startsWith("settings."))).toMatchObject([
    { id: "settings.identity", about: "appService app-orders", saw: "not set" },
  ]);
});

test("a wrong home directory at a host is warned about, for no hop uses it", async () => {
  const bench = await aChain();
  change(bench, { TEGATA_HOME_TENANT_ID: stranger });
  const { checks, ok } = await look(bench);
  expect(ok).toBe(true);
  expect(checks.find(({ id }) => id === "settings.home-tenant")).toMatchObject({
    state: "warn",
    about: "appService app-orders",
    wanted: `TEGATA_HOME_TENANT_ID=${contoso}`,
    saw: `TEGATA_HOME_TENANT_ID=${stranger}`,
    repair: { command: "tegata apply --side home --set-app-settings" },
  });
});

test("an administrator who may not read the settings is told which right is missing, and that is no failure", async () => {
  const bench = await aChain();
  const refuse: NonNullable<DiagnosisOptions["fetch"]> = async (url, init) =>
    url.includes("/config/appsettings/list")
      ? Response.json({ error: { code: "AuthorizationFailed", message: "no" } }, { status: 403 })
      : (bench.options.fetch ?? fetch)(url, init);
  const { checks, ok } = await look(bench, { fetch: refuse });
  expect(ok).toBe(true);
  const skipped = checks.filter(({ about, state }) => about === "appService app-orders" && state === "skipped");
  expect(skipped.map(({ id }) => id)).toEqual([
    "settings.resource-tenant",
    "settings.home-tenant",
    "settings.identity",
    "settings.application",
  ]);
  expect(skipped[0]?.missing).toContain("needs Website Contributor on appService app-orders");
});

test("no setting of somebody else is in the report", async () => {
  const bench = await aChain();
  change(bench, { [application]: stranger, STRIPE_KEY: "sk_live_secret", TEGATA_SOMETHING: "theirs" });
  expect(JSON.stringify(await look(bench))).not.toMatch(/sk_live_secret|theirs/);
});

/** A workload that names the wrong application and gets no further than hop 1. */
function workloadOn(place: Partial<Workload>): Workload {
  return {
    isOnHost: true,
    isVirtualMachine: false,
    hasProjectedToken: false,
    settings: { applicationId: stranger },
    takeHops: async () => ({ error: { code: "network.failed", message: "", fix: "", ids: {}, hop: 2 } }),
    ...place,
  };
}

async function repairOn(place: Partial<Workload>, bench?: Bench): Promise<string | undefined> {
  const { checks } = await look(await aChain(bench), { workload: workloadOn(place) });
  return checks.find(({ id, state }) => id === "settings.application" && state === "fail")?.repair?.command;
}

async function lookNaming(applicationId: ClientId, takeHops: Workload["takeHops"]): Promise<DoctorReport["checks"]> {
  const workload = { ...workloadOn({}), takeHops };
  const { checks } = await look(await aChain(), { operators: {}, workload, applicationId });
  return checks.filter(({ id }) => id === "settings.application");
}

const named = parseClientId("44444444-4444-4444-8444-444444444444");

test("without an administrator, the application that whoever looks names is the right one", async () => {
  expect(await lookNaming(named, workloadOn({}).takeHops)).toMatchObject([
    {
      state: "fail",
      vantage: "workload",
      wanted: named,
      saw: stranger,
      repair: { command: "tegata apply --side home --set-app-settings" },
    },
  ]);
});

test("but where the host's own application gives tokens, another that is named is a warning", async () => {
  const token = `e30.${Buffer.from(JSON.stringify({ oid: "principal" })).toString("base64url")}.c2ln`;
  const checks = await lookNaming(named, async () => ({ assertion: token, accessToken: token }));
  expect(checks).toMatchObject([{ state: "warn", wanted: named, saw: stranger }]);
});

test("on a virtual machine or a host that the configuration does not list, the variable is exported", async () => {
  expect(await repairOn({ isVirtualMachine: true })).toMatch(/^export TEGATA_APPLICATION_CLIENT_ID=[0-9a-f-]{36}$/);
  expect(await repairOn({ hostName: "app-other" })).toMatch(/^export TEGATA_APPLICATION_CLIENT_ID=[0-9a-f-]{36}$/);
});

test("where the host's own setting is right, the program has the wrong one from elsewhere: it is exported there", async () => {
  expect(await repairOn({ hostName: "app-orders" })).toMatch(/^export TEGATA_APPLICATION_CLIENT_ID=/);
});

test("a container app's variables are read and set by its own command, for apply does not write them", async () => {
  const azure = anAzure();
  const id = `/subscriptions/${sites.split("/")[2]}/resourceGroups/rg-app/providers/Microsoft.App/containerApps/ca-orders`;
  azure.resourceManager.addHost(id);
  const text = orders.replace("{ kind: appService, name: app-orders }", "{ kind: containerApp, name: ca-orders }");
  const bench = await aChain(aBench(azure, parseConfiguration(text)));
  const body = azure.resourceManager.resources.get(id.toLowerCase())?.body;
  const env = [
    { name: application, value: stranger },
    { name: identity, secretRef: "hidden" },
  ];
  Object.assign(body ?? {}, { properties: { template: { containers: [{ env }] } } });
  const { cause } = await look(bench);
  expect(cause).toMatchObject({
    id: "settings.application",
    about: "containerApp ca-orders",
    saw: `${application}=${stranger}`,
  });
  expect(cause?.repair?.command).toMatch(
    /^az account set --subscription \S+ && az containerapp update --name ca-orders --resource-group rg-app --set-env-vars TEGATA_APPLICATION_CLIENT_ID=[0-9a-f-]{36}$/,
  );
  expect(cause?.repair?.by).toBe("the home administrator");
  expect(bench.options.configuration.home.tenantId).toBe(contoso);
});
