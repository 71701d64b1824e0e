import { CrossTenantCredentialError } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import { FakeCloud, homeTenant, minuteMs, refusal, reply, resourceTenant, settle, storageScope } from "./fake-world.ts";

const customers = [1, 2, 3].map((number) => `cccccccc-0000-0000-0000-00000000000${number}`);
const vaultScope = "https://vault.azure.net/.default";

function directoryOf(url: string): string {
  return new URL(url).pathname.split("/")[1] ?? "";
}

describe("forTenant", () => {
  it("shares one assertion, and keeps the tokens of directories apart", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ allowedTenants: customers });
    for (const tenantId of [...customers, ...customers]) await credential.forTenant(tenantId).getToken(storageScope);
    expect(cloud.identityRequests).toHaveLength(1);
    expect(cloud.tokenRequests.map(({ url }) => directoryOf(url))).toEqual(customers);
  });

  it("is one assertion and one exchange for each directory for 1,000 callers at once", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ allowedTenants: "any" });
    const tenants = Array.from({ length: 100 }, (_, n) => `cccccccc-0000-0000-0000-${String(n).padStart(12, "0")}`);
    await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => credential.forTenant(tenants[n % 100] ?? "").getToken(storageScope)),
    );
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([1, 100]);
  });

  it("gives the same token as the tenantId option", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ allowedTenants: customers });
    const tenantId = customers[0] ?? "";
    const token = await credential.getToken(storageScope, { tenantId });
    expect(await credential.forTenant(tenantId.toUpperCase()).getToken(storageScope)).toBe(token);
  });

  it("refuses a directory that is not allowed, and a name in place of a GUID", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ allowedTenants: customers });
    for (const tenantId of [homeTenant, "contoso.onmicrosoft.com", "common"]) {
      expect(() => credential.forTenant(tenantId)).toThrow(
        expect.objectContaining({ code: "tenant.refused", name: "CrossTenantCredentialError" }) as Error,
      );
      const error = await refusal(credential.getToken(storageScope, { tenantId }), CrossTenantCredentialError);
      expect(error.code).toBe("tenant.refused");
    }
    expect(cloud.tokenRequests).toEqual([]);
  });

  it("always allows the way back", async () => {
    const credential = new FakeCloud().credential({ allowedTenants: customers });
    const back = credential.forTenant(customers[0] ?? "").forTenant(resourceTenant);
    expect(back.inspect().tenantId).toBe(resourceTenant);
  });

  it("wants GUIDs in the list, and tells every fault", () => {
    const cloud = new FakeCloud();
    expect(() => cloud.credential({ allowedTenants: ["contoso", "*"], maxTokens: 0, maxBytes: 0.5 })).toThrow(
      [
        'the credential\'s options are wrong: allowedTenants: "contoso" is not a directory (tenant) id',
        'allowedTenants: "*" is not a directory (tenant) id',
        "maxTokens is not a whole number above 0",
        "maxBytes is not a whole number above 0",
      ].join("; "),
    );
  });
});

describe("Retry-After", () => {
  it("counts for every resource of its directory, and for no other directory", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ allowedTenants: customers });
    cloud.token = ({ url }) =>
      directoryOf(url) === resourceTenant ? reply(429, "", { "retry-after": "600" }) : cloud.accessToken();
    await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    const error = await refusal(credential.getToken(vaultScope), CrossTenantCredentialError);
    expect([error.code, error.retryAfterMs]).toEqual(["exchange.throttled", 600_000]);
    expect(cloud.tokenRequests).toHaveLength(1);
    expect((await credential.forTenant(customers[0] ?? "").getToken(vaultScope)).token).toBe("token-2");

    cloud.token = () => cloud.accessToken();
    expect(credential.inspect().pausedUntilTimestamp).toBe(cloud.clock.now() + 600_000);
    await cloud.clock.advance(10 * minuteMs);
    expect((await credential.getToken(vaultScope)).token).toBe("token-3");
    expect(credential.inspect().pausedUntilTimestamp).toBeUndefined();
  });

  it("without a token, a service in trouble is asked again after 5 seconds at most", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(429, "");
    const credential = cloud.credential();
    for (let second = 0; second < 60; second += 1) {
      await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
      await cloud.clock.advance(1_000);
    }
    expect(cloud.tokenRequests.length).toBeLessThan(20);
    cloud.token = () => cloud.accessToken();
    await cloud.clock.advance(5_000);
    expect((await credential.getToken(storageScope)).token).toMatch(/^token-/);
    await settle();
  });
});
