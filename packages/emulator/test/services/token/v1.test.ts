import { describe, expect, it } from "vitest";
import { anEmulator, contoso, fabrikam, operatorSecret, token } from "../../emulator.ts";
import { aChain } from "../../chain.ts";
import { expectRefusal } from "../../refusal.ts";
import type { Answer } from "../../wire.ts";
import { correlationId, decode, field, read } from "../../wire.ts";
import type { TestEmulator } from "../../emulator.ts";
import { startSeconds } from "../../world.ts";

async function postV1(emulator: TestEmulator, tenant: string, fields: Record<string, string>): Promise<Answer> {
  const request = new Request(`${token}/${tenant}/oauth2/token`, {
    method: "POST",
    headers: { "client-request-id": correlationId },
    body: new URLSearchParams(fields),
  });
  return read(await emulator.fetch(request));
}

function asOperator(emulator: TestEmulator, change: Record<string, string> = {}): Promise<Answer> {
  const fields = {
    grant_type: "client_credentials",
    client_id: contoso.operatorClientId,
    client_secret: operatorSecret(emulator, "contoso"),
    resource: "https://management.azure.com/",
  };
  return postV1(emulator, contoso.tenantId, { ...fields, ...change });
}

describe("the v1.0 endpoint", () => {
  it("takes a resource and answers in strings", async () => {
    const emulator = await anEmulator();
    const answer = await asOperator(emulator);
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        token_type: "Bearer",
        expires_in: "3599",
        ext_expires_in: "3599",
        expires_on: String(startSeconds + 3600),
        not_before: String(startSeconds - 300),
        resource: "https://management.azure.com/",
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      },
    });
    expect(decode(field(answer.body, "access_token")).claims).toMatchObject({
      aud: "https://management.azure.com/",
      ver: "1.0",
    });
  });

  it("takes a federated assertion as the v2.0 endpoint does", async () => {
    const chain = await aChain();
    const answer = await postV1(chain.emulator, fabrikam.tenantId, {
      grant_type: "client_credentials",
      client_id: chain.application.appId,
      resource: "https://storage.azure.com",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await chain.assertion(),
    });
    expect(decode(field(answer.body, "access_token")).claims).toMatchObject({
      aud: "https://storage.azure.com",
      oid: chain.principalId,
    });
  });

  it.each(["", " "])("is refused without a resource: '%s' (request.resource, 50001)", async (resource) => {
    const emulator = await anEmulator();
    expectRefusal(await asOperator(emulator, { resource, scope: "https://management.azure.com/.default" }), {
      status: 400,
      error: "invalid_resource",
      code: 50001,
      message: "Resource identifier is not provided.",
    });
  });

  it("is refused for a resource that the directory does not have (resource.exists, 500011)", async () => {
    const emulator = await anEmulator();
    expectRefusal(await asOperator(emulator, { resource: "api://nowhere" }), {
      status: 400,
      error: "invalid_resource",
      code: 500011,
      message: `The resource principal named api://nowhere was not found in the tenant named ${contoso.tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
      hasErrorUri: true,
    });
  });

  it("refuses a tenant that does not exist, as the v2.0 endpoint does (tenant.exists, 90002)", async () => {
    const emulator = await anEmulator();
    expectRefusal(await postV1(emulator, "nobody.onmicrosoft.com", {}), {
      status: 400,
      error: "invalid_request",
      code: 90002,
      message:
        "Tenant 'nobody.onmicrosoft.com' not found. Check that the tenant ID is right and that you are signing in to the right cloud. It may also be that the tenant has no active subscription.",
    });
  });
});
