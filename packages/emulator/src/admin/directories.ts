import { isGuid } from "@tegata/core";
import { Hono } from "hono";
import type { Context } from "../context.ts";
import { rollKeys } from "../directory/signing-keys.ts";
import { directoryEnvironment } from "../environment.ts";
import { addDirectory } from "../state/seed.ts";
import { Input } from "./input.ts";

/** Names become parts of domains and of file names. */
export const nameForm: RegExp = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
export const nameRule = "2 to 40 lower-case letters, digits and hyphens, a letter first";

/** What a request asks for; ids that are not given are made. */
function readDirectory(context: Context, input: Input) {
  const { world, store } = context;
  const guid = (field: string): string => {
    const text = input.text(field);
    if (text !== undefined && !isGuid(text)) input.fault(`${field} must be a GUID`);
    return text?.toLowerCase() ?? world.uuid();
  };
  const name = input.text("name", { required: true, form: nameForm, what: nameRule }) ?? "";
  const displayName = input.text("displayName") ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const resourceGroup = input.text("resourceGroup", { form: /^[\w.()-]{1,90}$/, what: "a resource group's name" });
  const wanted = {
    name,
    displayName,
    tenantId: guid("tenantId"),
    subscriptionId: guid("subscriptionId"),
    resourceGroup: resourceGroup ?? `rg-${name}`,
  };
  const { directories, arm } = store.state;
  if (directories.some((each) => each.name === name || each.domains.includes(`${name}.onmicrosoft.com`)))
    input.fault(`there is a directory ${name} already`);
  if (directories.some(({ tenantId }) => tenantId === wanted.tenantId)) input.fault("tenantId is another directory's");
  if (arm.subscriptions.some(({ subscriptionId }) => subscriptionId === wanted.subscriptionId))
    input.fault("subscriptionId is another directory's");
  input.end();
  return wanted;
}

/** Directories: add one with its subscription, resource group and operator; roll the keys of one. */
export function directoryRoutes(context: Context): Hono {
  const { store, world } = context;
  const routes = new Hono();
  routes.post("/", async (c) => {
    const wanted = readDirectory(context, await Input.of(c.req.raw));
    const ids = { appId: world.uuid(), objectId: world.uuid(), principalId: world.uuid() };
    const directory = addDirectory(store.state, { ...wanted, operator: ids }, world);
    await store.save();
    return c.json({ name: directory.name, ...directoryEnvironment(context, directory) }, 201);
  });
  routes.post("/:name/roll-keys", async (c) => {
    const input = await Input.of(c.req.raw);
    const graceSeconds = input.number("graceSeconds", { least: 0, most: 31_536_000 });
    const directory = store.state.directories.find(({ name }) => name === c.req.param("name"));
    if (!directory) input.fault(`there is no directory ${c.req.param("name")}`);
    input.end();
    if (directory)
      await rollKeys(directory, { world, save: store.save, ...(graceSeconds === undefined ? {} : { graceSeconds }) });
    return c.json({ kids: directory?.signingKeys.map(({ kid }) => kid) ?? [] });
  });
  return routes;
}
