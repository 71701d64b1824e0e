import { describe, it } from "vitest";
import { aChain } from "../../chain.ts";
import { fabrikam } from "../../emulator.ts";
import type { Refusal } from "../../refusal.ts";
import { expectRefusal } from "../../refusal.ts";
import { callGraph } from "../../wire.ts";

const nobody = "99999999-9999-4999-8999-999999999999";
const notFound = (clientId: string): Refusal => ({
  status: 400,
  error: "unauthorized_client",
  code: 700016,
  message: `Application with identifier '${clientId}' was not found in the directory '${fabrikam.tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
});

describe("the client of a token request", () => {
  it("is refused when no directory has such an application (client.application, 700016)", async () => {
    const chain = await aChain();
    expectRefusal(await chain.exchange({ client_id: nobody }), notFound(nobody));
  });

  it("is refused when it is a managed identity's client id (client.application, 700016)", async () => {
    const chain = await aChain();
    const { clientId } = chain.identity;
    expectRefusal(await chain.exchange({ client_id: clientId }), notFound(clientId));
  });

  it("is refused when the application is a single-tenant one of another directory (client.multi-tenant, 700016)", async () => {
    const chain = await aChain({ signInAudience: "AzureADMyOrg" });
    expectRefusal(await chain.exchange(), notFound(chain.application.appId));
  });

  // trap.7
  it("is refused when the directory has no service principal of it (client.service-principal, 7000229)", async () => {
    const chain = await aChain({ servicePrincipal: false });
    expectRefusal(await chain.exchange(), {
      status: 401,
      error: "invalid_client",
      code: 7000229,
      message: `The client application ${chain.application.appId} is missing service principal in the tenant ${fabrikam.tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    });
  });

  it("is refused when its service principal is disabled (client.enabled, 7000112)", async () => {
    const chain = await aChain();
    const body = { accountEnabled: false };
    await callGraph(chain.emulator, "fabrikam", `PATCH /v1.0/servicePrincipals/${chain.principalId}`, { body });
    expectRefusal(await chain.exchange(), {
      status: 400,
      error: "unauthorized_client",
      code: 7000112,
      message: `Application '${chain.application.appId}'(orders-cross-tenant) is disabled.`,
    });
  });

  it("is refused when it is the empty GUID (client.identifier, 700038)", async () => {
    const chain = await aChain();
    const clientId = "00000000-0000-0000-0000-000000000000";
    expectRefusal(await chain.exchange({ client_id: clientId }), {
      status: 400,
      error: "unauthorized_client",
      code: 700038,
      message: `${clientId} is not a valid application identifier.`,
    });
  });
});
