import { describe, expect, it } from "vitest";
import type { Chain } from "../chain.ts";
import { aChain, anIdentity, grantStorage } from "../chain.ts";
import { blob, fabrikam } from "../emulator.ts";
import type { Answer } from "../wire.ts";
import { callArm, callGraph, read } from "../wire.ts";

/** 200, or the AADSTS number of the refusal. */
function outcome({ status, body }: Answer): number {
  return (body as { error_codes?: number[] }).error_codes?.[0] ?? status;
}

const made = (answer: Answer): Answer => {
  if (answer.status >= 300) throw new Error(answer.text);
  return answer;
};

async function exchanges(chain: Chain, count: number): Promise<number[]> {
  const outcomes: number[] = [];
  for (let request = 0; request < count; request++) outcomes.push(outcome(await chain.exchange()));
  return outcomes;
}

async function listContainers({ emulator }: Chain, bearer: string): Promise<number> {
  const request = new Request(`${blob}/fabrikamdata?comp=list`, {
    headers: { authorization: `Bearer ${bearer}`, "x-ms-version": "2021-12-02" },
  });
  return (await read(await emulator.fetch(request))).status;
}

const addServicePrincipal = ({ emulator, application }: Chain): Promise<Answer> =>
  callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body: { appId: application.appId } });

describe("a change that takes time to arrive", () => {
  it("leaves what existed before alone", async () => {
    const chain = await aChain();
    for (const object of ["application", "federatedCredential", "servicePrincipal"] as const)
      chain.emulator.context.faults.add({ kind: "propagation", object, seconds: 600, mode: "monotone" });
    expect(await exchanges(chain, 2)).toEqual([200, 200]);
  });

  it("lets the token service miss a new service principal until it is there", async () => {
    const chain = await aChain({ servicePrincipal: false });
    const { faults } = chain.emulator.context;
    faults.add({ kind: "propagation", object: "servicePrincipal", seconds: 60, mode: "monotone" });
    made(await addServicePrincipal(chain));
    chain.emulator.world.advance(59);
    expect(await exchanges(chain, 2)).toEqual([7000229, 7000229]);
    expect(
      (await callGraph(chain.emulator, "fabrikam", `GET /v1.0/servicePrincipals(appId='${chain.application.appId}')`))
        .status,
    ).toBe(200);
    chain.emulator.world.advance(1);
    expect(await exchanges(chain, 2)).toEqual([200, 200]);
  });

  it("is in the journal where it made a difference, and nowhere else", async () => {
    const chain = await aChain({ servicePrincipal: false });
    const { faults, journal } = chain.emulator.context;
    faults.add({ kind: "propagation", object: "servicePrincipal", seconds: 60, mode: "monotone" });
    await exchanges(chain, 1);
    made(await addServicePrincipal(chain));
    await exchanges(chain, 1);
    chain.emulator.world.advance(60);
    await exchanges(chain, 1);
    const met = journal.since().filter(({ kind }) => kind === "fault");
    expect(met).toEqual([
      {
        sequence: expect.any(Number),
        at: "2026-01-02T03:04:05.000Z",
        kind: "fault",
        fault: "fault-1",
        effect: "propagation",
        service: "token",
        method: "POST",
        path: "/22222222-2222-4222-8222-222222222222/oauth2/v2.0/token",
      },
    ]);
  });

  it("may come and go until then: requests find the old state and the new one in turn (trap.21)", async () => {
    const chain = await aChain({ credential: null });
    const { emulator, application, identity } = chain;
    emulator.context.faults.add({ kind: "propagation", object: "federatedCredential", seconds: 60, mode: "flapping" });
    const issuer = "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0";
    const body = { name: "late", issuer, subject: identity.principalId, audiences: ["api://AzureADTokenExchange"] };
    made(
      await callGraph(emulator, "contoso", `POST /v1.0/applications/${application.id}/federatedIdentityCredentials`, {
        body,
      }),
    );
    const refused = (await exchanges(chain, 1))[0];
    expect([70025, 700211, 700213]).toContain(refused);
    expect(await exchanges(chain, 4)).toEqual([200, refused, 200, refused]);
    emulator.world.advance(60);
    expect(await exchanges(chain, 3)).toEqual([200, 200, 200]);
  });

  it("lets a credential that was deleted work on until that has arrived", async () => {
    const chain = await aChain();
    const { emulator, application } = chain;
    emulator.context.faults.add({ kind: "propagation", object: "federatedCredential", seconds: 60, mode: "monotone" });
    const path = `/v1.0/applications/${application.id}/federatedIdentityCredentials` as const;
    const { value } = made(await callGraph(emulator, "contoso", `GET ${path}`)).body as { value: { id: string }[] };
    expect((await callGraph(emulator, "contoso", `DELETE ${path}/${value[0]?.id ?? ""}`)).status).toBe(204);
    expect(await exchanges(chain, 1)).toEqual([200]);
    emulator.world.advance(60);
    expect(await exchanges(chain, 1)).not.toEqual([200]);
  });

  it("concerns only the directory that the fault names", async () => {
    const chain = await aChain({ servicePrincipal: false });
    chain.emulator.context.faults.add({
      kind: "propagation",
      object: "servicePrincipal",
      seconds: 60,
      mode: "monotone",
      directory: "contoso",
    });
    made(await addServicePrincipal(chain));
    expect(await exchanges(chain, 1)).toEqual([200]);
  });

  it("lets the token service miss a new application", async () => {
    const chain = await aChain({ applicationIn: "contoso" });
    const { emulator } = chain;
    emulator.context.faults.add({ kind: "propagation", object: "application", seconds: 60, mode: "monotone" });
    const body = { displayName: "late", signInAudience: "AzureADMultipleOrgs" };
    const late = made(await callGraph(emulator, "contoso", "POST /v1.0/applications", { body })).body as {
      appId: string;
    };
    made(await callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body: { appId: late.appId } }));
    expect(outcome(await chain.exchange({ client_id: late.appId }))).toBe(700016);
    emulator.world.advance(60);
    expect(outcome(await chain.exchange({ client_id: late.appId }))).not.toBe(700016);
  });

  it("keeps a role assignment from the data until it is there", async () => {
    const chain = await aChain();
    chain.emulator.context.faults.add({
      kind: "propagation",
      object: "roleAssignment",
      seconds: 300,
      mode: "monotone",
    });
    await grantStorage(chain.emulator, chain.principalId);
    const bearer = await chain.token();
    expect(await listContainers(chain, bearer)).toBe(403);
    chain.emulator.world.advance(300);
    expect(await listContainers(chain, bearer)).toBe(200);
  });

  it("lets Resource Manager miss a new principal, unless principalType spares it the look", async () => {
    const chain = await aChain({ servicePrincipal: false });
    const { emulator } = chain;
    emulator.context.faults.add({ kind: "propagation", object: "servicePrincipal", seconds: 60, mode: "monotone" });
    const { id } = made(await addServicePrincipal(chain)).body as { id: string };
    const roleDefinitionId = `/subscriptions/22222222-0000-4000-8000-00000000005b/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`;
    const path =
      `${fabrikam.storage}/providers/Microsoft.Authorization/roleAssignments/33333333-0000-4000-8000-000000000001?api-version=2022-04-01` as const;
    const put = (properties: object) => callArm(emulator, "fabrikam", `PUT ${path}`, { body: { properties } });
    const refused = await put({ roleDefinitionId, principalId: id });
    expect({ status: refused.status, body: refused.body }).toEqual({
      status: 400,
      body: {
        error: {
          code: "PrincipalNotFound",
          message: `Principal ${id.replaceAll("-", "")} does not exist in the directory 22222222-2222-4222-8222-222222222222. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
        },
      },
    });
    expect((await put({ roleDefinitionId, principalId: id, principalType: "ServicePrincipal" })).status).toBe(201);
  });

  it("lets Graph's own reads lag where the fault names Graph, and never its writes", async () => {
    const chain = await aChain({ servicePrincipal: false });
    const { emulator } = chain;
    emulator.context.faults.add({
      kind: "propagation",
      object: "application",
      seconds: 60,
      mode: "monotone",
      service: "graph",
    });
    const body = { displayName: "late" };
    const late = made(await callGraph(emulator, "contoso", "POST /v1.0/applications", { body })).body as { id: string };
    const path = `/v1.0/applications/${late.id}` as const;
    expect((await callGraph(emulator, "contoso", `GET ${path}`)).status).toBe(404);
    expect((await callGraph(emulator, "contoso", `PATCH ${path}`, { body: { notes: "seen" } })).status).toBe(204);
    emulator.world.advance(60);
    expect((await callGraph(emulator, "contoso", `GET ${path}`)).body).toMatchObject({ notes: "seen" });
  });

  it("is over at once when the fault is taken away", async () => {
    const chain = await aChain({ servicePrincipal: false });
    const { faults } = chain.emulator.context;
    faults.add({ kind: "propagation", object: "servicePrincipal", seconds: 3600, mode: "monotone" });
    made(await addServicePrincipal(chain));
    expect(await exchanges(chain, 1)).toEqual([7000229]);
    faults.clear();
    expect(await exchanges(chain, 1)).toEqual([200]);
  });
});

describe("a principal that is disabled by a fault", () => {
  it("gets no token, and is enabled again when the fault goes", async () => {
    const chain = await aChain();
    const { faults } = chain.emulator.context;
    const { id } = faults.add({ kind: "disabled-principal", principal: chain.principalId });
    expect(await exchanges(chain, 1)).toEqual([7000112]);
    faults.remove(id);
    faults.add({ kind: "disabled-principal", principal: chain.application.appId.toUpperCase(), directory: "contoso" });
    expect(await exchanges(chain, 1)).toEqual([200]);
    faults.add({ kind: "disabled-principal", principal: chain.application.appId.toUpperCase(), directory: "fabrikam" });
    expect(await exchanges(chain, 1)).toEqual([7000112]);
    expect((await anIdentity(chain.emulator, "id-other")).clientId).not.toBe(chain.identity.clientId);
  });
});
