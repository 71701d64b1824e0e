import { parseObjectId } from "@tegata/core";
import type { Application } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import { conflict, refuseApplicationFaults } from "./application-faults.ts";
import { betaOnly, carried, patched, showApplication } from "./application-shape.ts";
import type { GraphAnswer, GraphCall, GraphRoutes, Item } from "./call.ts";
import { routes } from "./call.ts";
import { deleteApplication } from "./deleted-items.ts";
import { expandApplication } from "./expand.ts";
import { ownersOfNew, refuseForeign, refuseUnreadable } from "./ownership.ts";
import type { Key } from "./path.ts";
import { isObject } from "./property-values.ts";
import { notFound } from "./refusal.ts";
import { withoutUnchanged } from "./unchanged.ts";

/** The application that a key names in the caller's directory. */
export function applicationOf(call: GraphCall, key: Key | undefined): Application | undefined {
  const { property, value } = key ?? { property: "id", value: "" };
  const wanted = value.toLowerCase();
  return call.directory.applications.find((candidate) => {
    if (property === "appId") return candidate.appId === wanted;
    if (property === "uniqueName") return candidate.uniqueName === value;
    return candidate.id === wanted;
  });
}

export function requireApplication(call: GraphCall): Application {
  const application = applicationOf(call, call.keys[0]);
  if (!application) throw notFound(call.keys[0]);
  return application;
}

/** The application of a writing call, which must be the caller's to write. */
export function requireOwnApplication(call: GraphCall): Application {
  const application = requireApplication(call);
  refuseForeign(call, application);
  return application;
}

function write(application: Application, body: Item): void {
  if (typeof body["displayName"] === "string") application.displayName = body["displayName"];
  if (typeof body["signInAudience"] === "string") application.signInAudience = body["signInAudience"];
  if (Array.isArray(body["identifierUris"])) application.identifierUris = body["identifierUris"].map(String);
  for (const name of [...Object.keys(carried), ...betaOnly])
    if (body[name] === null && isObject(carried[name])) delete application.other[name];
    else if (body[name] !== undefined)
      application.other[name] = patched(application.other[name] ?? carried[name], body[name]);
}

function create(call: GraphCall, uniqueName: string | null): GraphAnswer {
  refuseApplicationFaults(call);
  const { world } = call.context;
  const application: Application = {
    id: parseObjectId(world.uuid()),
    appId: world.uuid(),
    createdDateTime: new Date(world.now()).toISOString(),
    displayName: "",
    uniqueName,
    signInAudience: "AzureADMultipleOrgs",
    identifierUris: [],
    passwordCredentials: [],
    federatedIdentityCredentials: [],
    owners: ownersOfNew(call),
    other: { publisherDomain: call.directory.domains[0] ?? null },
  };
  write(application, call.body);
  call.directory.applications.push(application);
  return { status: 201, body: entity(call, "applications", showApplication(application)) };
}

function post(call: GraphCall): GraphAnswer {
  const { uniqueName } = call.body;
  if (typeof uniqueName !== "string") return create(call, null);
  if (applicationOf(call, { property: "uniqueName", value: uniqueName })) throw conflict("uniqueName");
  return create(call, uniqueName);
}

/** PATCH updates; with `Prefer: create-if-missing` and a `uniqueName` key it creates what is not there. */
function patch(call: GraphCall): GraphAnswer {
  const application = applicationOf(call, call.keys[0]);
  const [key] = call.keys;
  if (!application) {
    if (!call.createIfMissing || key?.property !== "uniqueName") throw notFound(key);
    return create(call, key.value);
  }
  refuseForeign(call, application);
  const shown = Object.entries(showApplication(application)).filter(
    ([name]) => call.version === "beta" || !betaOnly.has(name),
  );
  const body = withoutUnchanged(call.body, Object.fromEntries(shown));
  refuseApplicationFaults({ ...call, body }, application);
  write(application, body);
  return { status: 204 };
}

function get(call: GraphCall): GraphAnswer {
  const application = requireApplication(call);
  refuseUnreadable(call, application);
  return {
    status: 200,
    body: entity(call, "applications", { ...showApplication(application), ...expandApplication(call, application) }),
  };
}

export const applicationRoutes: GraphRoutes = {
  // Who may manage its own applications only may not list: https://github.com/hashicorp/terraform-provider-azuread/issues/116
  ...routes(["read"], {
    "GET applications": (call) =>
      listOf(
        call,
        "applications",
        call.directory.applications.map((application) => ({
          ...showApplication(application),
          ...expandApplication(call, application),
        })),
      ),
  }),
  ...routes(["read", "ownApplications"], { "GET applications/{}": get }),
  ...routes(["applications", "ownApplications"], {
    "POST applications": post,
    "PATCH applications/{}": patch,
    "DELETE applications/{}": (call) => deleteApplication(call, requireOwnApplication(call)),
  }),
};
