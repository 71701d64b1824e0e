// Managed identity, by every client that has it: each way of naming one, on both kinds of host, and the refusals. One
// process for each, because msal-node keeps what it saw of the host for a whole process.
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import { applyChain, printed, settingsOf } from "./chain.ts";
import type { Chain } from "./chain.ts";
import { named, same } from "./judge.ts";

type HostName = "app-orders" | "vm-batch";

interface Case {
  readonly host: HostName;
  readonly selector: "clientId" | "objectId" | "resourceId" | undefined;
  readonly selected?: (chain: Chain) => string;
}

const stranger = "00000000-0000-4000-8000-00000000dead";
const ways = (host: HostName): readonly Case[] => [
  { host, selector: "clientId", selected: ({ identity }) => identity.clientId },
  { host, selector: "objectId", selected: ({ identity }) => identity.principalId },
  { host, selector: "resourceId", selected: ({ identity }) => identity.resourceId },
  { host, selector: undefined },
  { host, selector: "clientId", selected: () => stranger },
];
const cases = [...ways("app-orders"), ...ways("vm-batch")];

/** The identity's own token for Storage is a v1 token of its home directory. */
const token = { aud: "https://storage.azure.com", tid: "(home)", ver: "1.0", identity: "id-orders" };

interface Refusals {
  /** On App Service, naming nobody and naming a stranger. */
  readonly onApp: readonly [unknown, unknown];
  /** On a virtual machine, naming a stranger. Naming nobody means the only identity there. */
  readonly onMachine: unknown;
}

const noSuchIdentity =
  "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";
const noSystemAssigned = `${noSuchIdentity} There is no system-assigned identity either, and the request names none.`;

function refusalsAs(onApp: (text: string) => unknown, onMachine: unknown): Refusals {
  return { onApp: [onApp(noSystemAssigned), onApp(noSuchIdentity)], onMachine };
}

const msalText = (error: string, text: string, correlationId: string): string =>
  `${error}: Error(s): Not Available - Timestamp: Not Available - Description: ${text} - Correlation ID: ${correlationId} - Trace ID: Not Available`;
const unavailable = (message: string): unknown => ({ name: "CredentialUnavailableError", message });

const identityForNode = refusalsAs(
  (text) => unavailable(`ManagedIdentityCredential: Authentication failed. Message ${msalText("", text, "(id)")}`),
  unavailable(
    `ManagedIdentityCredential: Authentication failed. Message ${msalText("invalid_request", "Identity not found", "Not Available")}`,
  ),
);
const msalForNode = refusalsAs(
  (text) => ({ name: "ServerError", message: msalText("", text, "(id)"), errorCode: "", status: 400 }),
  {
    name: "ServerError",
    message: msalText("invalid_request", "Identity not found", "Not Available"),
    errorCode: "invalid_request",
    status: 400,
  },
);
const identityForPython = refusalsAs(
  (text) =>
    unavailable(
      `App Service managed identity configuration not found in environment. Token request error: (invalid_scope) 400, ${text}`,
    ),
  unavailable(
    "ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint. Token request error: (invalid_request) Identity not found",
  ),
);
const msalForPython = refusalsAs((text) => ({ error: "invalid_scope", error_description: `400, ${text}` }), {
  error: "invalid_request",
  error_description: "Identity not found",
});

const outcomes = ({ onApp, onMachine }: Refusals): readonly unknown[] => [
  token,
  token,
  token,
  ...onApp,
  token,
  token,
  token,
  token,
  onMachine,
];

async function outcomeOf(stage: Stage, chain: Chain, one: Case, file: string): Promise<unknown> {
  const selected = one.selected?.(chain) ?? "";
  const selector: Record<string, string> = one.selector ? { SELECTOR: one.selector, SELECTED: selected } : {};
  const variables = { ...settingsOf(stage, chain), ...selector };
  return named(stage, await printed(stage, { file, host: one.host, variables }), chain);
}

function scenario(client: string, file: string, wanted: readonly unknown[]): ControlScenario {
  return {
    id: "managed-identity",
    client,
    reaches: ["managedIdentity:app-orders", "managedIdentity:vm-batch"],
    run: async (stage) => {
      const chain = await applyChain(stage);
      for (const [index, one] of cases.entries()) {
        const about = `${one.host}, ${one.selector ?? "nobody"} named (case ${index + 1})`;
        same(await outcomeOf(stage, chain, one, file), wanted[index], about);
      }
    },
  };
}

/** Ours exchanges the identity's token at once, and takes no identity that is not named. */
const exchanged = { aud: "https://storage.azure.com", tid: "(resource)", ver: "1.0" };
const unnamed = {
  name: "CrossTenantCredentialError",
  message: "managedIdentity() names no identity",
  code: "options.invalid",
};
const refused = (message: string): unknown => {
  return { name: "CredentialUnavailableError", message, code: "identity.refused", status: 400 };
};
const ours: readonly unknown[] = [
  exchanged,
  exchanged,
  exchanged,
  unnamed,
  refused(`the App Service identity endpoint answered 400: ${noSuchIdentity}`),
  exchanged,
  exchanged,
  exchanged,
  unnamed,
  refused("the instance metadata service answered 400: invalid_request: Identity not found"),
];

export const managedIdentity: readonly ControlScenario[] = [
  ...["azure-identity-4.14", "azure-identity-4.13"].map((client) =>
    scenario(client, "azure-identity/managed-identity.mjs", outcomes(identityForNode)),
  ),
  ...["msal-node-7", "msal-node-5"].map((client) =>
    scenario(client, "msal-node/managed-identity.mjs", outcomes(msalForNode)),
  ),
  scenario("azure-identity-python", "azure-identity-python/managed-identity.py", outcomes(identityForPython)),
  scenario("msal-python", "msal-python/managed-identity.py", outcomes(msalForPython)),
  scenario("tegata-credential", "tegata-credential/managed-identity.mjs", ours),
];
