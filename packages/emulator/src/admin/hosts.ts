import { isGuid } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../context.ts";
import { hostEnvironmentOf } from "../environment.ts";
import { settingsOfHost } from "../hosts/settings.ts";
import type { Host } from "../state/state.ts";
import { addHost } from "../state/seed.ts";
import { hostKinds } from "../state/state.ts";
import { nameForm, nameRule } from "./directories.ts";
import { Input } from "./input.ts";

/** Gives a new host its identity endpoint, or its token file, before anybody is told of it. */
export type OpenHost = (host: Host) => Promise<void>;

const accountForm = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;

function workloadOf(input: Input): Host["workload"] {
  const namespace = input.text("namespace", { form: accountForm, what: "a Kubernetes namespace" }) ?? "default";
  const serviceAccount = input.text("serviceAccount", { form: accountForm, what: "a service account's name" });
  const clientId = input.text("clientId");
  if (clientId !== undefined && !isGuid(clientId)) input.fault("clientId must be a GUID");
  return { namespace, serviceAccount: serviceAccount ?? "default", clientId: clientId?.toLowerCase() ?? null };
}

function readHost(context: Context, input: Input) {
  const { directories, hosts, home } = context.store.state;
  const name = input.text("name", { required: true, form: nameForm, what: nameRule }) ?? "";
  const kind = input.choice("kind", hostKinds, { required: true });
  const directory = input.text("directory") ?? home;
  if (hosts.some((host) => host.name === name)) input.fault(`there is a host ${name} already`);
  if (!directories.some((each) => each.name === directory)) input.fault(`there is no directory ${directory}`);
  const workload = kind === "kubernetes" ? workloadOf(input) : undefined;
  input.end();
  return { name, directory, kind: kind ?? "appService", ...(workload ? { workload } : {}) };
}

/** Hosts: add one, with an identity endpoint of its own at once; and what a host's programs find in their environment. */
export function hostRoutes(context: Context, openHost: OpenHost): Hono {
  const { store, world } = context;
  const routes = new Hono();
  routes.post("/", async (c) => {
    const wanted = readHost(context, await Input.of(c.req.raw));
    const host = addHost(store.state, wanted, world);
    await store.save();
    await openHost(host);
    return c.json({ name: host.name, directory: host.directory, ...hostEnvironmentOf(context, host) }, 201);
  });
  routes.get("/:name/settings", (c) => {
    const host = store.state.hosts.find(({ name }) => name === c.req.param("name"));
    return host ? c.json(settingsOfHost(store.state.arm, host)) : c.notFound();
  });
  return routes;
}
