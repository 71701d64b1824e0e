import { describe, expect, it } from "vitest";
import type { Identity } from "../../chain.ts";
import { anIdentity, assign, vmPath } from "../../chain.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, contoso, vmBatch } from "../../emulator.ts";
import { askImds, decode, field } from "../../wire.ts";
import { startSeconds } from "../../world.ts";

const path = "/metadata/identity/oauth2/token";
const exchange = "api-version=2018-02-01&resource=api://AzureADTokenExchange";
const refused = (error: string, description: string) => ({
  status: 400,
  body: { error, error_description: description },
});
const notFound = refused("invalid_request", "Identity not found");

async function aMachine(
  ...names: string[]
): Promise<{ emulator: TestEmulator; identities: [Identity, ...Identity[]] }> {
  const emulator = await anEmulator();
  const first = await anIdentity(emulator, names[0] ?? "id-not-assigned");
  const identities: [Identity, ...Identity[]] = [first];
  for (const name of names.slice(1)) identities.push(await anIdentity(emulator, name));
  const userAssignedIdentities = Object.fromEntries(identities.map(({ id }) => [id, {}]));
  if (names.length > 0) await assign(emulator, vmPath, { type: "UserAssigned", userAssignedIdentities });
  return { emulator, identities };
}

async function ask(...parameters: Parameters<typeof askImds>) {
  const { status, body } = await askImds(...parameters);
  return { status, body };
}

describe("the Instance Metadata Service", () => {
  it("answers with strings only, and expires_in before expires_on (imds.answer, trap.11)", async () => {
    const { emulator, identities } = await aMachine("id-batch");
    const answer = await askImds(emulator, `${path}?${exchange}`);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^ey/),
        client_id: identities[0].clientId,
        refresh_token: "",
        expires_in: "86400",
        expires_on: String(startSeconds + 86_400),
        not_before: String(startSeconds - 300),
        resource: "api://AzureADTokenExchange",
        token_type: "Bearer",
      },
    });
    // MSAL.NET reads both into one property, and the later one in the document wins.
    expect(answer.text.indexOf('"expires_in"')).toBeLessThan(answer.text.indexOf('"expires_on"'));
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });

  it("tells how long a cached token is still good", async () => {
    const { emulator } = await aMachine("id-batch");
    const first = await ask(emulator, `${path}?${exchange}`);
    emulator.world.advance(1000);
    const second = await ask(emulator, `${path}?${exchange}`);
    expect(field(second.body, "access_token")).toBe(field(first.body, "access_token"));
    expect(field(second.body, "expires_in")).toBe("85400");
  });

  it("names the character set of its answers, as the real one was seen to", async () => {
    const { emulator } = await aMachine("id-batch");
    for (const query of [exchange, "api-version=2018-02-01", ""]) {
      const { headers } = await askImds(emulator, `${path}?${query}`);
      expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    }
  });

  it.each([path, `${path}/`, `/${path}`, "//metadata//identity/oauth2/token//"])(
    "is found at %s (imds.slashes, trap.14)",
    async (spelling) => {
      const { emulator } = await aMachine("id-batch");
      expect((await ask(emulator, `${spelling}?${exchange}`)).status).toBe(200);
    },
  );

  it.each(["2018-02-01", "2019-08-01", "2023-11-15", "2025-04-07"])("takes the api-version %s", async (version) => {
    const { emulator } = await aMachine("id-batch");
    const query = `api-version=${version}&resource=api://AzureADTokenExchange`;
    expect((await ask(emulator, `${path}?${query}`)).status).toBe(200);
  });

  it.each([undefined, "", "2017-01-01"])(
    "names the newest versions to who asks for %s (imds.version)",
    async (version) => {
      const { emulator } = await aMachine("id-batch");
      const query = `${version === undefined ? "" : `api-version=${version}&`}resource=x`;
      expect(await ask(emulator, `${path}?${query}`)).toEqual({
        status: 400,
        body: {
          error:
            "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds",
          "newest-versions": ["2025-04-07", "2024-07-17", "2024-03-15"],
        },
      });
    },
  );

  it.each<Record<string, string>>([{}, { metadata: "false" }, { metadata: "1" }])(
    "refuses a request whose header is not Metadata: true (%j), which is also how clients probe it (imds.header)",
    async (headers) => {
      const { emulator } = await aMachine("id-batch");
      const wanted = refused("bad_request_102", "Required metadata header not specified");
      expect(await ask(emulator, `${path}?${exchange}`, headers)).toEqual(wanted);
      expect(await ask(emulator, `${path}?api-version=2018-02-01`, headers)).toEqual(wanted);
      expect(await ask(emulator, path, headers)).toEqual(wanted);
    },
  );

  it("refuses what a proxy forwarded (imds.forwarded)", async () => {
    const { emulator } = await aMachine("id-batch");
    expect(await ask(emulator, `${path}?${exchange}`, { metadata: "true", "x-forwarded-for": "203.0.113.7" })).toEqual(
      refused("bad_request_103", "Requests with X-Forwarded-For are refused"),
    );
  });

  it("refuses a parameter that is given twice (imds.duplicates)", async () => {
    const { emulator } = await aMachine("id-batch");
    expect(await ask(emulator, `${path}?${exchange}&resource=https://graph.microsoft.com`)).toEqual(
      refused("invalid_request", "A query parameter is given twice"),
    );
  });

  it("refuses a request without a resource, and one with two selectors", async () => {
    const { emulator, identities } = await aMachine("id-batch");
    expect(await ask(emulator, `${path}?api-version=2018-02-01`)).toEqual(
      refused("invalid_request", "Required query variable 'resource' is missing"),
    );
    const { clientId, principalId } = identities[0];
    expect(await ask(emulator, `${path}?${exchange}&client_id=${clientId}&object_id=${principalId}`)).toEqual(
      refused("invalid_request", "Name at most one of client_id, object_id and msi_res_id"),
    );
  });

  it.each(["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])("refuses %s (imds.verbs)", async (method) => {
    const { emulator } = await aMachine("id-batch");
    const request = new Request(`${vmBatch}${path}?${exchange}`, { method, headers: { metadata: "true" } });
    expect((await emulator.fetch(request)).status).toBe(405);
  });

  it("says that a machine without an identity has none (imds.not-found)", async () => {
    const { emulator } = await aMachine();
    expect(await ask(emulator, `${path}?${exchange}`)).toEqual(notFound);
  });

  it("finds the identity by every selector and spelling (imds.selectors, trap.12)", async () => {
    const { emulator, identities } = await aMachine("id-batch", "id-other");
    const { id, clientId, principalId } = identities[0];
    for (const selector of [
      `client_id=${clientId}`,
      `object_id=${principalId}`,
      `msi_res_id=${id}`,
      `mi_res_id=${id.toLowerCase()}`,
    ]) {
      const { body } = await ask(emulator, `${path}?${exchange}&${selector}`);
      expect([selector, field(body, "client_id")]).toEqual([selector, clientId]);
    }
    expect(await ask(emulator, `${path}?${exchange}&client_id=${contoso.operatorClientId}`)).toEqual(notFound);
  });

  it("does not choose among several identities (imds.several)", async () => {
    const { emulator } = await aMachine("id-batch", "id-other");
    expect(await ask(emulator, `${path}?${exchange}`)).toEqual(
      refused(
        "invalid_request",
        "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
      ),
    );
  });

  it("takes the system-assigned identity before any other when nothing is named (imds.only-one, trap.13)", async () => {
    const { emulator } = await aMachine("id-batch", "id-other");
    const host = await assign(emulator, vmPath, { type: "SystemAssigned, UserAssigned" });
    const { body } = await ask(emulator, `${path}?${exchange}`);
    expect(decode(field(body, "access_token")).claims["oid"]).toBe(field(host, "identity.principalId"));
  });

  it("passes on what Entra says of an unknown resource (500011, imds.upstream)", async () => {
    const { emulator } = await aMachine("id-batch");
    const { status, body } = await ask(emulator, `${path}?api-version=2018-02-01&resource=api://nowhere`);
    const [trace, correlation] = [field(body, "trace_id"), field(body, "correlation_id")];
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        error: "invalid_resource",
        error_description: `AADSTS500011: The resource principal named api://nowhere was not found in the tenant named ${contoso.tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: 2026-01-02 03:04:05Z`,
        error_codes: [500011],
        timestamp: "2026-01-02 03:04:05Z",
        trace_id: expect.stringMatching(/^[-\da-f]{36}$/),
        correlation_id: expect.stringMatching(/^[-\da-f]{36}$/),
        error_uri: "https://login.microsoftonline.com/error?code=500011",
      },
    });
  });

  it.each(["/metadata/identity/getplatformmetadata?cred-api-version=2.0", "/metadata/identity/issuecredential", "/"])(
    "answers 404 for %s: MSAL.NET would take a 400 for version 2 (imds.no-version-2, trap.15)",
    async (other) => {
      const { emulator } = await aMachine("id-batch");
      expect((await ask(emulator, other, {})).status).toBe(404);
    },
  );
});

/** Graph's User.Read.All, granted to an identity. */
const userReadAll = {
  id: "assignment-1",
  createdDateTime: "2026-01-01T00:00:00Z",
  resourceAppId: "00000003-0000-0000-c000-000000000000",
  resourceId: "graph-here",
  resourceDisplayName: "Microsoft Graph",
  appRoleId: "df021288-bdef-4463-88db-98f22de89214",
  value: "User.Read.All",
};

describe("the platform's cache behind the Instance Metadata Service", () => {
  it("hands a cached token of a principal out that is disabled by now, and refuses it a new one (7000112)", async () => {
    const emulator = await anEmulator();
    const { id, principalId, clientId } = await anIdentity(emulator, "id-batch");
    await assign(emulator, vmPath, { type: "UserAssigned", userAssignedIdentities: { [id]: {} } });
    const first = field((await ask(emulator, `${path}?${exchange}`)).body, "access_token");
    emulator.context.faults.add({ kind: "disabled-principal", principal: principalId });
    expect(field((await ask(emulator, `${path}?${exchange}`)).body, "access_token")).toBe(first);
    const { status, body } = await ask(emulator, `${path}?api-version=2018-02-01&resource=https://storage.azure.com`);
    const [trace, correlation] = [field(body, "trace_id"), field(body, "correlation_id")];
    expect({ status, body }).toEqual({
      status: 400,
      body: {
        error: "unauthorized_client",
        error_description: `AADSTS7000112: Application '${clientId}'(id-batch) is disabled. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: 2026-01-02 03:04:05Z`,
        error_codes: [7000112],
        timestamp: "2026-01-02 03:04:05Z",
        trace_id: expect.stringMatching(/^[-\da-f]{36}$/),
        correlation_id: expect.stringMatching(/^[-\da-f]{36}$/),
      },
    });
    emulator.world.advance(43_200);
    expect((await ask(emulator, `${path}?${exchange}`)).status).not.toBe(200);
  });

  it("shows an app role in the next token, not in the cached one (platform.roles-late)", async () => {
    const { emulator, identities } = await aMachine("id-batch");
    const graphToken = `${path}?api-version=2018-02-01&resource=https://graph.microsoft.com`;
    const claimsNow = async () => decode(field((await ask(emulator, graphToken)).body, "access_token")).claims;
    const before = await claimsNow();
    const principal = emulator.context.truth.directories[0]?.servicePrincipals.find(
      ({ id }) => id === identities[0]?.principalId,
    );
    if (principal) principal.appRoleAssignments = [userReadAll];
    expect(await claimsNow()).toEqual(before);
    emulator.world.advance(43_200);
    expect([before["roles"], (await claimsNow())["roles"]]).toEqual([undefined, ["User.Read.All"]]);
  });

  it("makes a new token when the clock is set back before the cached one begins", async () => {
    const { emulator } = await aMachine("id-batch");
    const first = field((await ask(emulator, `${path}?${exchange}`)).body, "access_token");
    emulator.context.clock.shiftBy(-600_000);
    expect(field((await ask(emulator, `${path}?${exchange}`)).body, "access_token")).not.toBe(first);
  });
});
