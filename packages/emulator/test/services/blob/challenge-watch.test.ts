import { describe, expect, it } from "vitest";
import type { Chain } from "../../chain.ts";
import { aChain, storageScope } from "../../chain.ts";
import { contoso, fabrikam } from "../../emulator.ts";
import { exchangeForm, postToken } from "../../wire.ts";
import { challengeWatch } from "../../../src/services/blob/challenge-watch.ts";
import { callBlob } from "./storage.ts";

/** A chain whose emulator is watched; what the watch says is in `lines`. */
async function watched(options: Parameters<typeof aChain>[0]): Promise<{ chain: Chain; lines: string[] }> {
  const lines: string[] = [];
  const chain = await aChain(options);
  chain.emulator.context.journal.subscribe(
    "refusal",
    challengeWatch((line) => lines.push(line)),
  );
  return { chain, lines };
}

/** What an SDK does that holds a token of its own directory: storage, challenge, the other directory's token service. */
async function call(chain: Chain, waitSeconds = 0): Promise<void> {
  const token = await chain.assertion("https://storage.azure.com");
  expect((await callBlob(chain, "GET /orders/a.txt", { token })).status).toBe(401);
  chain.emulator.world.advance(waitSeconds);
  await chain.exchange();
}

describe("the storage hang", () => {
  it("is told once, with directory and code, when the challenged directory refuses the token", async () => {
    const { chain, lines } = await watched({ servicePrincipal: false });
    await call(chain);
    await call(chain);
    expect(lines).toEqual([
      "Storage sent a client to the directory fabrikam for a token, and fabrikam refused it (AADSTS7000229). " +
        "Microsoft's storage SDKs now ask again every three seconds until the token they hold expires, up to an hour: " +
        "the program seems to hang. Put right what the code says, then start the program anew.",
    ]);
  });

  it("is told to whoever wants to hear of what a person should know", async () => {
    const lines: string[] = [];
    const onNotice = (line: string) => void lines.push(line);
    await call(await aChain({ servicePrincipal: false, emulator: { onNotice } }));
    expect(lines).toEqual([expect.stringContaining("the program seems to hang")]);
  });

  it("is not told when the directory gives the token", async () => {
    const { chain, lines } = await watched({ role: true });
    await call(chain);
    expect(lines).toEqual([]);
  });

  it("is not told of a refusal long after the challenge, of one without a challenge, or of another directory's", async () => {
    const { chain, lines } = await watched({ servicePrincipal: false });
    await chain.exchange();
    await call(chain, 11);
    const token = await chain.assertion("https://storage.azure.com");
    await callBlob(chain, "GET /orders/a.txt", { token });
    const form = exchangeForm(chain.application.appId, "not-a-token", storageScope);
    await postToken(chain.emulator, form, { tenant: contoso.tenantId });
    expect(lines).toEqual([]);
    await postToken(chain.emulator, form, { tenant: fabrikam.tenantId });
    expect(lines).toHaveLength(1);
  });
});
