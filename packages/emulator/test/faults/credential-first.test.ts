import { describe, expect, it } from "vitest";
import { aChain } from "../chain.ts";

const codeOf = ({ body }: { readonly body: unknown }): number | undefined =>
  (body as { error_codes?: number[] }).error_codes?.[0];

describe("the order of service principal and credential, which is not known of Entra", () => {
  it("is service principal first, unless a fault turns it round", async () => {
    const chain = await aChain({ servicePrincipal: false, credential: { subject: "somebody-else" } });
    const { faults } = chain.emulator.context;
    expect(codeOf(await chain.exchange())).toBe(7000229);
    faults.add({ kind: "credential-first" });
    expect(codeOf(await chain.exchange())).toBe(700213);
    faults.clear();
    expect(codeOf(await chain.exchange())).toBe(7000229);
  });

  it("concerns only the directory that the fault names", async () => {
    const chain = await aChain({ servicePrincipal: false, credential: { subject: "somebody-else" } });
    chain.emulator.context.faults.add({ kind: "credential-first", directory: "contoso" });
    expect(codeOf(await chain.exchange())).toBe(7000229);
    chain.emulator.context.faults.add({ kind: "credential-first", directory: "fabrikam" });
    expect(codeOf(await chain.exchange())).toBe(700213);
  });

  it("still looks for the service principal when the credential is right", async () => {
    const chain = await aChain({ servicePrincipal: false });
    chain.emulator.context.faults.add({ kind: "credential-first" });
    expect(codeOf(await chain.exchange())).toBe(7000229);
  });
});
