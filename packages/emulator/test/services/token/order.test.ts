import { describe, expect, it } from "vitest";
import { aChain } from "../../chain.ts";
import { contoso, fabrikam } from "../../emulator.ts";
import { expectRefusal } from "../../refusal.ts";
import { callGraph } from "../../wire.ts";

const unauthorized = { status: 401, error: "invalid_client" } as const;

describe("a credential that was corrected a moment ago", () => {
  it("is refused until the correction has arrived, then taken (credential.replicated, 70021)", async () => {
    const chain = await aChain({ credential: { subject: fabrikam.operatorPrincipalId } });
    const { emulator, application, identity } = chain;
    emulator.context.faults.add({ kind: "propagation", object: "federatedCredential", seconds: 60, mode: "monotone" });
    const path = `/v1.0/applications/${application.id}/federatedIdentityCredentials/managed-identity` as const;
    await callGraph(emulator, "contoso", `PATCH ${path}`, { body: { subject: identity.principalId } });
    expectRefusal(await chain.exchange(), {
      ...unauthorized,
      code: 70021,
      message: `No matching federated identity record found for presented assertion. Assertion Issuer: 'https://login.microsoftonline.com/${contoso.tenantId}/v2.0'. Assertion Subject: '${identity.principalId}'. Assertion Audience: 'fb60f99c-7a34-4190-8149-302f77469936'.`,
      hasErrorUri: true,
    });
    emulator.world.advance(60);
    expect((await chain.exchange()).status).toBe(200);
  });
});

describe("where both the service principal is missing and the credential is wrong", () => {
  it("the service principal is told first, or the credential, as one likes: the real order is not known", async () => {
    const chain = await aChain({ servicePrincipal: false, credential: { subject: fabrikam.operatorPrincipalId } });
    const codeOf = async (): Promise<unknown> =>
      ((await chain.exchange()).body as { error_codes: unknown }).error_codes;
    expect(await codeOf()).toEqual([7000229]);
    chain.emulator.context.faults.add({ kind: "credential-first" });
    expect(await codeOf()).toEqual([700213]);
    const path = `/v1.0/applications/${chain.application.id}/federatedIdentityCredentials/managed-identity` as const;
    await callGraph(chain.emulator, "contoso", `PATCH ${path}`, { body: { subject: chain.identity.principalId } });
    expect(await codeOf()).toEqual([7000229]);
  });
});
