import type { ClientId, GraphApplication, ObjectId } from "@tegata/core";
import { parseClientId, parseObjectId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { SetupError } from "../errors.ts";
import { applicationUniqueName } from "../names.ts";
import type { FieldChange } from "../plan/change.ts";
import { applicationNotes, ownerOfLabels, ownershipLabel } from "./ownership.ts";
import type { Finding, Refusal, Resource } from "./resource.ts";
import { odataKey, propagationLimitMs, removeAt } from "./resource.ts";

/** The application registration as the directory shows it. */
export interface Application {
  readonly objectId: ObjectId;
  readonly clientId: ClientId;
  readonly raw: GraphApplication;
}

export interface ApplicationWanted {
  readonly name: string;
  /** Adopt this one instead of the one with our unique name. */
  readonly clientId?: ClientId;
  /** Whether directories other than the home directory must be able to use it. */
  readonly multiTenant: boolean;
  /** Whether an application that other directories can use may be shut to them. */
  readonly allowSingleTenant: boolean;
}

interface Hardened {
  readonly displayName: string;
  readonly signInAudience: string;
  readonly requiredResourceAccess: readonly never[];
  readonly servicePrincipalLockConfiguration: { readonly isEnabled: true; readonly allProperties: true };
}

// The lock is on by itself only for applications made in the admin center:
// https://learn.microsoft.com/entra/identity-platform/howto-configure-app-instance-property-locks
function wantedProperties(wanted: ApplicationWanted): Hardened {
  return {
    displayName: wanted.name,
    signInAudience: wanted.multiTenant ? "AzureADMultipleOrgs" : "AzureADMyOrg",
    requiredResourceAccess: [],
    servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
  };
}

function describe(properties: Hardened | GraphApplication): Record<keyof Hardened, string> {
  const lock = properties.servicePrincipalLockConfiguration;
  const permissions = properties.requiredResourceAccess.length;
  return {
    displayName: properties.displayName,
    signInAudience: properties.signInAudience,
    requiredResourceAccess: permissions === 0 ? "none" : `${permissions} APIs`,
    servicePrincipalLockConfiguration:
      lock?.isEnabled === true && lock.allProperties === true ? "all properties locked" : "not locked",
  };
}

function compare(seen: Application, wanted: Hardened): FieldChange[] {
  const [before, after] = [describe(seen.raw), describe(wanted)];
  return (Object.keys(after) as (keyof Hardened)[])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

function read(body: unknown): Application {
  const raw = body as GraphApplication;
  return { objectId: parseObjectId(raw.id), clientId: parseClientId(raw.appId), raw };
}

const credentialKinds = [
  { field: "passwordCredentials", kind: "application.secret", what: "client secret" },
  { field: "keyCredentials", kind: "application.certificate", what: "certificate" },
] as const;

/** The kinds of clients that people sign in to. @see https://learn.microsoft.com/graph/api/resources/application */
const clientKinds = ["web", "spa", "publicClient"] as const;

/** An application of this chain signs nobody in: where it sends people was added by somebody. */
function redirectFindings(raw: Readonly<Record<string, unknown>>): Finding[] {
  const all = clientKinds.flatMap((kind) => {
    const { redirectUris } = (raw[kind] ?? {}) as { readonly redirectUris?: readonly string[] };
    return redirectUris ?? [];
  });
  const what = all.length === 1 ? `a redirect URI, ${all[0]}` : `${all.length} redirect URIs, ${all[0]} among them`;
  const message = `has ${what}; it signs nobody in, so somebody added it`;
  return all.length === 0 ? [] : [{ kind: "application.redirect", message }];
}

/** Drift of an application: what proves it besides the trusts, and what it asks for. */
function findingsOf(raw: GraphApplication & Record<string, unknown>): Finding[] {
  const credentials = credentialKinds.flatMap(({ field, kind, what }) => {
    const held = raw[field];
    if (!Array.isArray(held) || held.length === 0) return [];
    const count = `${held.length} ${what}${held.length > 1 ? "s" : ""}`;
    return [{ kind, message: `has ${count}; this chain needs none, remove what is not used` }];
  });
  const permissions = raw.requiredResourceAccess.length;
  const others = [...credentials, ...redirectFindings(raw)];
  if (permissions === 0) return others;
  const apis = permissions === 1 ? "1 API" : `${permissions} APIs`;
  return [
    ...others,
    { kind: "application.permission", message: `asks for permissions of ${apis}; somebody added them` },
  ];
}

/** Every directory that uses it would be shut out at its next token, and no look from home shows which there are. */
function narrowing({ raw }: Application, wanted: ApplicationWanted): Refusal | undefined {
  const narrows = raw.signInAudience !== "AzureADMyOrg" && !wanted.multiTenant;
  if (!narrows || wanted.allowSingleTenant) return undefined;
  return {
    why: `is open to other directories (${raw.signInAudience}), and the configuration names no directory but home: as AzureADMyOrg it would lose every other directory that uses it`,
    unless: "--allow-single-tenant",
  };
}

const permission = "Application Developer or Application Administrator (app-only: Application.ReadWrite.OwnedBy)";

/** The application registration: no permissions, no secret, instances locked. */
export function application(directory: Directory, wanted: ApplicationWanted): Resource<Application> {
  const byUniqueName = `/v1.0/applications(uniqueName='${odataKey(applicationUniqueName(wanted.name))}')`;
  // By name or by client id: the latter is how an application made by hand is adopted.
  const key = wanted.clientId === undefined ? byUniqueName : `/v1.0/applications(appId='${wanted.clientId}')`;
  const properties = wantedProperties(wanted);

  async function observe(): Promise<Application | undefined> {
    const body = await directory.graph.find(key, { permission });
    if (body !== undefined) return read(body);
    if (wanted.clientId === undefined) return undefined;
    throw new SetupError(
      "application.not-found",
      `directory ${directory.tenantId} has no application ${wanted.clientId}`,
      {
        fix: "Correct home.application.clientId, or leave it out to have an application made.",
      },
    );
  }

  async function observeAgain(): Promise<Application> {
    const seen = await observe();
    if (seen !== undefined) return seen;
    throw new SetupError("propagation.timeout", `application ${wanted.name} was written but cannot be read yet`, {
      fix: "Run apply again in a few minutes.",
    });
  }

  return {
    directory,
    kind: "application",
    address: `application ${wanted.name}`,
    isNamed: wanted.clientId !== undefined,
    because: "other directories know the workload by this application; the identity proves it",
    permission,
    fields: Object.entries(describe(properties)).map(([field, to]) => ({ field, to })),
    observe,
    differences: (seen) => compare(seen, properties),
    refuses: (seen) => narrowing(seen, wanted),
    create: async () => {
      const headers = { prefer: "create-if-missing" };
      const body = { ...properties, tags: [ownershipLabel], notes: applicationNotes };
      const answer = await directory.graph.send("PATCH", key, { body, headers, permission });
      // 204: it was there after all, and has been updated.
      return answer.status === 201 ? read(answer.body) : observeAgain();
    },
    update: async (seen) => {
      const changed = compare(seen, properties).map(({ field }) => [field, properties[field as keyof Hardened]]);
      const url = `/v1.0/applications(appId='${seen.clientId}')`;
      await directory.graph.send("PATCH", url, { body: Object.fromEntries(changed), permission });
      const after = await observeAgain();
      if (compare(after, properties).length === 0) return after;
      throw new SetupError("propagation.timeout", `application ${wanted.name} still shows its old properties`, {
        fix: "Run apply again in a few minutes.",
      });
    },
    ownerOf: (seen) => ownerOfLabels(seen.raw.tags),
    remove: (seen) => removeAt(directory.graph, `/v1.0/applications(appId='${seen.clientId}')`, permission),
    waitFor: (error) =>
      error.code === "propagation.timeout"
        ? {
            reason: "the application has not reached every copy of the directory yet",
            limitMs: propagationLimitMs.application,
          }
        : undefined,
    notices: (seen) => findingsOf(seen.raw as GraphApplication & Record<string, unknown>),
  };
}
