import { describe, expect, it } from "vitest";
import type { TestEmulator } from "../../emulator.ts";
import { appOrders } from "../../emulator.ts";
import { aChain, assign, hostPath } from "../../chain.ts";
import { decode, field, read } from "../../wire.ts";

const query = "api-version=2017-09-01&resource=https://storage.azure.com";
const correlationId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const refused = (statusCode: number, message: string) => ({
  status: statusCode,
  body: { statusCode, message, correlationId },
});

interface Sent {
  readonly path?: string;
  readonly headers?: (secret: string) => Record<string, string>;
}

async function ask(emulator: TestEmulator, parameters: string, { path = "/msi/token", headers }: Sent = {}) {
  const secret = emulator.context.store.state.hosts.find(({ name }) => name === "app-orders")?.identityHeader ?? "";
  const sent = headers ? headers(secret) : { secret };
  const { status, body } = await read(
    await emulator.fetch(new Request(`${appOrders}${path}?${parameters}`, { headers: sent })),
  );
  return { status, body };
}

describe("the identity endpoint of App Service, protocol 2017-09-01", () => {
  it("answers with a date where later protocols have seconds (app-service.2017, trap.12)", async () => {
    const { emulator, identity } = await aChain();
    expect(await ask(emulator, `${query}&clientid=${identity.clientId}`)).toEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^ey/),
        expires_on: "01/03/2026 03:04:05 +00:00",
        resource: "https://storage.azure.com",
        token_type: "Bearer",
      },
    });
  });

  it("is found as MSI_ENDPOINT spells it on Windows, too", async () => {
    const { emulator, identity } = await aChain();
    expect((await ask(emulator, `${query}&clientid=${identity.clientId}`, { path: "/MSI/token/" })).status).toBe(200);
  });

  it.each<[string, (secret: string) => Record<string, string>]>([
    ["no header", () => ({})],
    ["another secret", () => ({ secret: "another" })],
    ["an empty secret", () => ({ secret: "" })],
    ["the header of the later protocol", (secret) => ({ "x-identity-header": secret })],
  ])("refuses %s", async (_title, headers) => {
    const { emulator, identity } = await aChain();
    expect(await ask(emulator, `${query}&clientid=${identity.clientId}`, { headers })).toEqual(
      refused(401, "The secret header is missing or is not this host's MSI_SECRET."),
    );
  });

  it("does not let its header open the later protocol", async () => {
    const { emulator, identity } = await aChain();
    const later = `api-version=2019-08-01&resource=https://storage.azure.com&client_id=${identity.clientId}`;
    expect(await ask(emulator, later)).toEqual(
      refused(401, "The X-IDENTITY-HEADER header is missing or is not this host's IDENTITY_HEADER."),
    );
  });

  it("does not know the later protocol's client_id, and means the system-assigned identity then", async () => {
    const { emulator, identity } = await aChain();
    const later = `${query}&client_id=${identity.clientId}`;
    expect(await ask(emulator, later)).toEqual(
      refused(400, "No MSI found for specified ClientId/ResourceId. This protocol calls the selector clientid."),
    );
    const host = await assign(emulator, hostPath, { type: "SystemAssigned, UserAssigned" });
    const { body } = await ask(emulator, later);
    expect(decode(field(body, "access_token")).claims["oid"]).toBe(field(host, "identity.principalId"));
  });

  it("refuses an identity that the host does not have, and a request without a resource", async () => {
    const { emulator } = await aChain();
    expect(await ask(emulator, `${query}&clientid=33333333-3333-4333-8333-333333333333`)).toEqual(
      refused(400, "No MSI found for specified ClientId/ResourceId."),
    );
    expect(await ask(emulator, "api-version=2017-09-01")).toEqual(refused(400, "The resource parameter is missing."));
  });

  it("shares the platform's cache with the later protocol", async () => {
    const { emulator, identity, assertion } = await aChain();
    const { body } = await ask(
      emulator,
      `api-version=2017-09-01&resource=api://AzureADTokenExchange&clientid=${identity.clientId}`,
    );
    expect(await assertion()).toBe(field(body, "access_token"));
  });

  it("passes on what Entra says of an unknown resource", async () => {
    const { emulator, identity } = await aChain();
    const { status, body } = await ask(
      emulator,
      `api-version=2017-09-01&resource=api://nowhere&clientid=${identity.clientId}`,
    );
    expect([status, field(body, "message")]).toEqual([
      500,
      expect.stringMatching(
        /^An unexpected error occured while fetching the AAD Token\. AADSTS500011: The resource principal named api:\/\/nowhere was not found in the tenant named 11111111-1111-4111-8111-111111111111\./,
      ),
    ]);
  });
});
