// What is kept, and asked again, while many directories are refused at once.
import { CrossTenantCredentialError } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import { aadsts, FakeCloud, minuteMs, refusal, reply, settle, storageScope } from "./fake-world.ts";

describe("an outage of many directories", () => {
  const ids = Array.from({ length: 300 }, (_, index) => `aaaaaaaa-aaaa-aaaa-aaaa-${String(index).padStart(12, "0")}`);

  it("weighs the errors that are kept, and weighs nothing more once there is a token", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => aadsts(700016);
    const credential = cloud.credential();
    await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect(credential.inspect().cache.bytes).toBe(2_600);
    cloud.token = () => cloud.accessToken();
    const { token } = await credential.getToken(storageScope);
    const heldBytes = 600 + token.length;
    expect(credential.inspect().cache.bytes).toBe(heldBytes);
    // A renewal that fails is told to nobody, so its error is not kept.
    cloud.token = () => aadsts(700016);
    await cloud.clock.advance(50 * minuteMs);
    expect((await credential.getToken(storageScope)).token).toBe(token);
    await settle();
    expect([credential.inspect().tokens[0]?.failures, credential.inspect().cache.bytes]).toEqual([1, heldBytes]);
  });

  it("keeps every directory's Retry-After apart, and asks again when it is over", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(429, "", { "retry-after": "60" });
    const credential = cloud.credential({ allowedTenants: "any" });
    const ask = (id: string): Promise<CrossTenantCredentialError> =>
      refusal(credential.forTenant(id).getToken(storageScope), CrossTenantCredentialError);
    for (const id of [...ids, ...ids]) expect((await ask(id)).retryAfterMs).toBe(60_000);
    expect(cloud.tokenRequests).toHaveLength(ids.length);
    await cloud.clock.advance(minuteMs);
    for (const id of ids) await ask(id);
    expect(cloud.tokenRequests).toHaveLength(2 * ids.length);
  });
});
