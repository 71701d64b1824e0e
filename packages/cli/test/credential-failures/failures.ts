// The failures that the emulator makes by itself, as a workload meets them: what is wrong, and nothing else.
import { tokenExchangeAudience, clouds } from "@tegata/core";
import type { CrossTenantCredentialOptions } from "@tegata/credential";
import type { Emulator, ReadyChain } from "@tegata/emulator/testing";

export interface Situation {
  readonly emulator: Emulator;
  readonly chain: ReadyChain;
  /** The application's federated identity credential. */
  readonly trust: { issuer: string; subject: string; audiences: string[] };
}

export interface Failure {
  readonly title: string;
  /** Breaks the chain. */
  readonly by?: (situation: Situation) => void | Promise<void>;
  /** What the credential is made with, where it differs from what is right. */
  readonly made?: (situation: Situation) => Partial<CrossTenantCredentialOptions>;
  readonly scope?: string;
  /** The identity that is asked for, by client id. Default: the right one. */
  readonly identity?: string;
}

const stranger = "00000000-0000-4000-8000-00000000dead";

function application({ emulator, chain }: Situation) {
  const found = homeOf(emulator).applications.find(({ appId }) => appId === chain.application.clientId);
  if (!found) throw new Error("the chain has no application");
  return found;
}

type Directory = Emulator["context"]["truth"]["directories"][number];

function directoryNamed({ context }: Emulator, which: "home" | "resource"): Directory {
  const found = context.truth.directories.find(({ name }) => name === context.truth[which]);
  if (!found) throw new Error(`there is no ${which} directory`);
  return found;
}

const homeOf = (emulator: Emulator): Directory => directoryNamed(emulator, "home");
const resourceOf = (emulator: Emulator): Directory => directoryNamed(emulator, "resource");

/** The first credential of the application, which the chain made. */
export function trustOf(emulator: Emulator, chain: ReadyChain): Situation["trust"] {
  const found = homeOf(emulator).applications.find(({ appId }) => appId === chain.application.clientId);
  const trust = found?.federatedIdentityCredentials[0];
  if (!trust) throw new Error("the chain has no federated identity credential");
  return trust;
}

/** A fault at the token service, or at the host's identity endpoint. */
const meets =
  (service: "token" | "managedIdentity", fault: Parameters<Emulator["context"]["faults"]["add"]>[0]) =>
  ({ emulator }: Situation): void => {
    emulator.context.faults.add({ ...fault, service });
  };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of an issuer that nobody can reach. */
function tokenOf(issuer: string): string {
  const claims = { iss: issuer, sub: "repo:contoso/orders", aud: tokenExchangeAudience(clouds.public) };
  const times = { iat: 1, nbf: 1, exp: 4_102_444_800 };
  return `${part({ alg: "RS256", typ: "JWT", kid: "x" })}.${part({ ...claims, ...times })}.${"A".repeat(342)}`;
}

/** The identity's own token, asked for beforehand. */
async function heldAssertion({ emulator, chain }: Situation): Promise<string> {
  const query = new URLSearchParams({
    "api-version": "2019-08-01",
    resource: "api://AzureADTokenExchange",
    client_id: chain.identity.clientId,
  });
  const headers = { "x-identity-header": chain.host.identityHeader ?? "" };
  const response = await emulator.fetch(new Request(`${chain.host.identityEndpoint}?${query}`, { headers }));
  return ((await response.json()) as { readonly access_token: string }).access_token;
}

/** By the hop at which they happen: first what the directories hold, then what the network does. */
export const failures: readonly Failure[] = [
  {
    title: "the identity is not assigned to the host",
    by: ({ emulator, chain }) => {
      const host = emulator.context.truth.arm.resources.find(({ id }) => id === chain.host.resourceId);
      if (host) host.identity = { type: "None" };
    },
  },
  {
    title: "another identity's client id",
    identity: stranger,
  },
  { title: "the identity endpoint refuses with 429", by: meets("managedIdentity", { kind: "throttle", body: "json" }) },
  {
    title: "the identity endpoint refuses with 429 and names a minute",
    by: meets("managedIdentity", { kind: "throttle", retryAfterSeconds: 60, body: "text" }),
  },
  { title: "the identity endpoint fails", by: meets("managedIdentity", { kind: "status", status: 500 }) },
  { title: "the identity endpoint answers no JSON", by: meets("managedIdentity", { kind: "malformed-body" }) },
  { title: "the identity endpoint breaks the connection", by: meets("managedIdentity", { kind: "reset" }) },
  { title: "a directory that does not exist", made: () => ({ tenantId: stranger }) },
  { title: "the empty directory id", made: () => ({ tenantId: "00000000-0000-0000-0000-000000000000" }) },
  { title: "an application that does not exist", made: () => ({ clientId: stranger }) },
  { title: "the empty application id", made: () => ({ clientId: "00000000-0000-0000-0000-000000000000" }) },
  {
    title: "an application for its own directory only",
    by: (situation) => {
      application(situation).signInAudience = "AzureADMyOrg";
      resourceOf(situation.emulator).servicePrincipals.splice(0, Infinity, ...withoutApplication(situation));
    },
  },
  {
    title: "no service principal in the resource directory",
    by: (situation) => {
      resourceOf(situation.emulator).servicePrincipals.splice(0, Infinity, ...withoutApplication(situation));
    },
  },
  {
    title: "the service principal is disabled",
    by: ({ emulator, chain }) => {
      emulator.context.faults.add({ kind: "disabled-principal", principal: chain.principalId });
    },
  },
  {
    title: "no federated identity credential",
    by: (situation) => void application(situation).federatedIdentityCredentials.splice(0),
  },
  { title: "the credential names another issuer", by: ({ trust }) => void (trust.issuer += "/") },
  {
    title: "the credential names the client id as subject",
    by: ({ trust, chain }) => void (trust.subject = chain.identity.clientId),
  },
  {
    title: "the credential's subject differs in case",
    by: ({ trust }) => void (trust.subject = trust.subject.toUpperCase()),
  },
  { title: "the credential names another audience", by: ({ trust }) => void (trust.audiences = ["api://elsewhere"]) },
  {
    title: "the application is registered in the resource directory",
    by: (situation) => {
      const { emulator } = situation;
      const [moved] = homeOf(emulator).applications.splice(
        homeOf(emulator).applications.indexOf(application(situation)),
        1,
      );
      if (moved) resourceOf(emulator).applications.push(moved);
    },
  },
  {
    title: "federation is forbidden in the home directory",
    by: ({ emulator }) => void (homeOf(emulator).policy = { federation: "disabled" }),
  },
  {
    title: "Conditional Access of the resource directory",
    by: ({ emulator, chain }) => {
      resourceOf(emulator).policy = { conditionalAccess: [{ id: stranger, clientIds: [chain.application.clientId] }] };
    },
  },
  { title: "a resource that the directory does not have", scope: "api://nowhere/.default" },
  {
    title: "an assertion that has expired",
    by: async (situation) => {
      const assertion = await heldAssertion(situation);
      held.set(situation, assertion);
      situation.emulator.context.clock.shiftBy(25 * 3_600_000);
    },
    made: (situation) => ({ assertion: () => held.get(situation) ?? "" }),
  },
  {
    title: "an issuer that cannot be reached",
    by: ({ trust }) => {
      trust.issuer = "https://issuer.invalid";
      trust.subject = "repo:contoso/orders";
    },
    made: () => ({ assertion: () => tokenOf("https://issuer.invalid") }),
  },
  { title: "429 without Retry-After", by: meets("token", { kind: "throttle", body: "json" }) },
  {
    title: "429 with Retry-After: 60",
    by: meets("token", { kind: "throttle", retryAfterSeconds: 60, body: "json" }),
  },
  {
    title: "429 with Retry-After: 60, not JSON",
    by: meets("token", { kind: "throttle", retryAfterSeconds: 60, body: "text" }),
  },
  { title: "500", by: meets("token", { kind: "status", status: 500 }) },
  { title: "503 with Retry-After: 60", by: meets("token", { kind: "status", status: 503, retryAfterSeconds: 60 }) },
  { title: "a malformed answer", by: meets("token", { kind: "malformed-body" }) },
  { title: "a broken connection", by: meets("token", { kind: "reset" }) },
];

const held = new WeakMap<Situation, string>();

function withoutApplication({ emulator, chain }: Situation): Directory["servicePrincipals"] {
  return resourceOf(emulator).servicePrincipals.filter(({ appId }) => appId !== chain.application.clientId);
}
