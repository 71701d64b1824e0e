import { expect, test } from "vitest";
import type { Credentials } from "../../src/sign-in/operators.ts";
import { operatorOf } from "../../src/sign-in/operators.ts";

const tenantId = "22222222-2222-4222-8222-222222222222";
const { signal } = new AbortController();

/** Credentials that tell by their token how they were made. */
function credentials(made: unknown[][]): Credentials {
  const named = (name: string) =>
    class {
      readonly #made = made.push([]) - 1;
      constructor(...parameters: unknown[]) {
        made[this.#made] = [name, ...parameters];
      }
      getToken(scope: string, options: { readonly abortSignal: AbortSignal }): Promise<{ readonly token: string }> {
        expect(options.abortSignal).toBe(signal);
        return Promise.resolve({ token: `${name} for ${scope}` });
      }
    };
  return {
    ClientSecretCredential: named("secret"),
    WorkloadIdentityCredential: named("file"),
    AzureCliCredential: named("az"),
  } as unknown as Credentials;
}

async function signIn(
  environment: Readonly<Record<string, string>>,
  authority = "https://localhost:7411",
): Promise<unknown[][]> {
  const made: unknown[][] = [];
  const operator = operatorOf({ side: "resource", tenantId, authority, environment, signal }, () =>
    Promise.resolve(credentials(made)),
  );
  const first = await operator.tokenSource("scope/.default");
  expect(first).toBe(`${String(made[0]?.[0])} for scope/.default`);
  await operator.tokenSource("other/.default");
  return made;
}

const everything = {
  TEGATA_RESOURCE_CLIENT_ID: "app",
  TEGATA_RESOURCE_CLIENT_SECRET: "hidden",
  TEGATA_RESOURCE_FEDERATED_TOKEN_FILE: "/token",
};
const options = { authorityHost: "https://localhost:7411", disableInstanceDiscovery: true };

test("an operator with a client secret signs in with it, once for all tokens", async () => {
  expect(await signIn(everything)).toEqual([["secret", tenantId, "app", "hidden", options]]);
});

test("an operator with a federated token file and no secret signs in with that", async () => {
  const { TEGATA_RESOURCE_CLIENT_SECRET: _left, ...withoutSecret } = everything;
  expect(await signIn(withoutSecret)).toEqual([
    ["file", { tenantId, clientId: "app", tokenFilePath: "/token", ...options }],
  ]);
});

test.each([
  ["nothing", {}],
  ["an empty secret", { TEGATA_RESOURCE_CLIENT_ID: "app", TEGATA_RESOURCE_CLIENT_SECRET: "" }],
  ["a secret without a client id", { TEGATA_RESOURCE_CLIENT_SECRET: "hidden" }],
  ["the other side's secret", { TEGATA_HOME_CLIENT_ID: "app", TEGATA_HOME_CLIENT_SECRET: "hidden" }],
  ["variables of other tools", { AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "hidden" }],
])("an operator with %s is the Azure CLI's session for that directory", async (_what, environment) => {
  expect(await signIn(environment)).toEqual([["az", { tenantId }]]);
});

test("Microsoft's own authorities are looked up as usual", async () => {
  const [made] = await signIn(everything, "https://login.microsoftonline.com");
  expect(made?.at(-1)).toEqual({ authorityHost: "https://login.microsoftonline.com", disableInstanceDiscovery: false });
});
