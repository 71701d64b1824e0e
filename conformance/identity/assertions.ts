// The exchange by MSAL itself: for Python with its refusals, for Node with one client for many directories.
import { sides } from "../chains.ts";
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import type { ChainOptions, Program } from "./chain.ts";
import { applyChain, printed, settingsOf } from "./chain.ts";
import { named, same } from "./judge.ts";

const nobody = "33333333-3333-4333-8333-333333333333";
const ends = "Trace ID: (id) Correlation ID: (id) Timestamp: (time)";
const storageToken = { aud: "https://storage.azure.com", tid: "(resource)", ver: "1.0" };
const absent = `AADSTS90002: Tenant '${nobody}' not found. Check that the tenant ID is right and that you are signing in to the right cloud. It may also be that the tenant has no active subscription. ${ends}`;

async function manyTenants(stage: Stage): Promise<void> {
  const chain = await applyChain(stage, { isInHome: true });
  const { home, resource } = sides(stage.emulator.environment);
  const variables = {
    ...settingsOf(stage, chain),
    TENANTS: [resource.tenantId, home.tenantId, nobody].join(" "),
  };
  const seen = named(stage, await printed(stage, { file: "msal-node/many-tenants.mjs", variables }), chain);
  const refused = {
    name: "ServerError",
    errorCode: "invalid_request",
    errorNo: 90002,
    errorMessage: `Error(s): 90002 - Timestamp: (time) - Description: ${absent} - Correlation ID: (id) - Trace ID: (id)`,
  };
  const round = (fromCache: boolean): readonly unknown[] => [
    { ...storageToken, fromCache },
    { ...storageToken, tid: "(home)", fromCache },
    refused,
  ];
  same(seen, [...round(false), ...round(true)], "each directory, and each again");
}

/** MSAL for Python remembers a refusal with status 400 for a minute, so the second answer is the first one again. */
const twice = (one: unknown): readonly unknown[] => [one, one];
const refusal = (error: string, code: number, text: string): unknown =>
  twice({ error, error_codes: [code], error_description: `AADSTS${code}: ${text} ${ends}` });
const acquired = [
  { ...storageToken, from: "identity_provider" },
  { ...storageToken, from: "cache" },
];

interface Case {
  readonly about: string;
  readonly chain: "orders" | "unconsented" | "wrongSubject";
  readonly host?: Program["host"];
  readonly variables?: Readonly<Record<string, string>>;
  readonly wanted: unknown;
}

const stranger = "00000000-0000-4000-8000-00000000dead";
const chainOptions: Readonly<Record<Case["chain"], ChainOptions>> = {
  orders: {},
  unconsented: { name: "unconsented", isHomeOnly: true },
  wrongSubject: { name: "wrong-subject", subject: stranger },
};

const cases: readonly Case[] = [
  { about: "on App Service", chain: "orders", wanted: acquired },
  { about: "on a virtual machine", chain: "orders", host: "vm-batch", wanted: acquired },
  {
    about: "a scope without /.default",
    chain: "orders",
    variables: { SCOPE: "https://storage.azure.com" },
    wanted: refusal(
      "invalid_scope",
      1002012,
      "The provided value for scope https://storage.azure.com is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
    ),
  },
  {
    about: "an unknown resource",
    chain: "orders",
    variables: { SCOPE: "api://nowhere/.default" },
    wanted: refusal(
      "invalid_resource",
      500011,
      "The resource principal named api://nowhere was not found in the tenant named (resource). This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
    ),
  },
  { about: "no service principal", chain: "unconsented", wanted: "AADSTS7000229" },
  { about: "another subject", chain: "wrongSubject", wanted: "AADSTS700213" },
];

/** A word stands for a refusal by `invalid_client` with that number; status 401 is not remembered. */
function judgeCase(seen: unknown, { wanted, about }: Case): void {
  if (typeof wanted !== "string") return same(seen, wanted, about);
  const shortened = (seen as readonly { readonly error: string; readonly error_description: string }[]).map(
    ({ error, error_description: text }) => [error, text.split(":")[0]],
  );
  return same(shortened, twice(["invalid_client", wanted]), about);
}

async function msalPython(stage: Stage): Promise<void> {
  for (const one of cases) {
    const chain = await applyChain(stage, chainOptions[one.chain]);
    const variables = { ...settingsOf(stage, chain), ...one.variables };
    const program = { file: "msal-python/assertion.py", variables, ...(one.host ? { host: one.host } : {}) };
    judgeCase(named(stage, await printed(stage, program), chain), one);
  }
}

export const assertions: readonly ControlScenario[] = [
  ...["msal-node-7", "msal-node-5"].map((client) => {
    return { id: "many-tenants", client, reaches: ["token"], run: manyTenants } as const;
  }),
  { id: "assertion", client: "msal-python", reaches: ["token"], run: msalPython },
];
