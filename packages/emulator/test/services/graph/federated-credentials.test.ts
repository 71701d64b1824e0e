import { describe, expect, it } from "vitest";
import { anEmulator } from "../../emulator.ts";
import { callGraph, field } from "../../wire.ts";
import { expectGraphRefusal } from "./refusal.ts";

const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const good = {
  name: "managed-identity",
  issuer: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0",
  subject: "cafe0000-0000-4000-8000-000000000001",
  audiences: ["api://AzureADTokenExchange"],
};

async function anApplication() {
  const emulator = await anEmulator();
  const body = { displayName: "orders" };
  const application = (await callGraph(emulator, "contoso", "POST /v1.0/applications", { body })).body;
  const path = `/v1.0/applications/${field(application, "id")}/federatedIdentityCredentials` as const;
  const post = (credential: object) => callGraph(emulator, "contoso", `POST ${path}`, { body: credential });
  return { emulator, path, post, appId: field(application, "appId") };
}

describe("federated identity credentials in Graph", () => {
  it("are made, read by id and name, listed and deleted", async () => {
    const { emulator, path, post, appId } = await anApplication();
    const created = await post(good);
    const shown = {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#federatedIdentityCredentials/$entity",
      id: guid,
      ...good,
      description: null,
    };
    expect({ status: created.status, body: created.body }).toEqual({ status: 201, body: shown });
    const id = field(created.body, "id");
    for (const form of [
      `${path}/${id}`,
      `${path}/managed-identity`,
      `${path}(name='managed-identity')`,
      `/v1.0/applications(appId='${appId}')/federatedIdentityCredentials/${id}`,
    ] as const) {
      expect((await callGraph(emulator, "contoso", `GET ${form}`)).body).toEqual({ ...shown, id });
    }
    const filter = encodeURIComponent("name eq 'managed-identity'");
    expect((await callGraph(emulator, "contoso", `GET ${path}?$filter=${filter}`)).body).toMatchObject({
      value: [{ id }],
    });
    expect((await callGraph(emulator, "contoso", `DELETE ${path}/${id}`)).status).toBe(204);
    expectGraphRefusal(await callGraph(emulator, "contoso", `GET ${path}/${id}`), {
      status: 404,
      code: "Request_ResourceNotFound",
      message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    });
  });

  it("are made or changed by an upsert under their name", async () => {
    const { emulator, path } = await anApplication();
    const { name, ...body } = good;
    const headers = { prefer: "create-if-missing" };
    const call = `PATCH ${path}(name='${name}')` as const;
    expect((await callGraph(emulator, "contoso", call, { body })).status).toBe(404);
    const created = await callGraph(emulator, "contoso", call, { body, headers });
    expect([created.status, field(created.body, "name")]).toEqual([201, name]);
    const changed = { ...body, description: "the host's identity" };
    expect((await callGraph(emulator, "contoso", call, { body: changed, headers })).status).toBe(204);
    expect((await callGraph(emulator, "contoso", `GET ${path}/${name}`)).body).toMatchObject(changed);
  });

  it("are stored whatever their values are: only the exchange judges them (trap.9)", async () => {
    const { post } = await anApplication();
    const nonsense = {
      ...good,
      issuer: "not a URL ",
      subject: "*",
      audiences: ["fb60f99c-7a34-4190-8149-302f77469936"],
    };
    expect((await post(nonsense)).status).toBe(201);
  });

  it("are refused under a name that exists", async () => {
    const { post } = await anApplication();
    await post(good);
    expectGraphRefusal(await post({ ...good, subject: "another" }), {
      status: 409,
      code: "Request_MultipleObjectsWithSameKeyValue",
      message: "FederatedIdentityCredential with name managed-identity already exists.",
    });
  });

  it("are refused with an issuer and subject that exist together", async () => {
    const { post } = await anApplication();
    await post(good);
    expectGraphRefusal(await post({ ...good, name: "another" }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Issuer and subject combination already exists for this application.",
    });
  });

  it("keep their name", async () => {
    const { emulator, path, post } = await anApplication();
    await post(good);
    const body = { name: "renamed" };
    expectGraphRefusal(await callGraph(emulator, "contoso", `PATCH ${path}/managed-identity`, { body }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Property 'name' is immutable.",
    });
  });

  it("are limited to twenty an application", async () => {
    const { post } = await anApplication();
    const numbered = (index: number) => ({ ...good, name: `trust-${index}`, subject: `subject-${index}` });
    for (let index = 1; index <= 20; index += 1) expect((await post(numbered(index))).status).toBe(201);
    expectGraphRefusal(await post(numbered(21)), {
      status: 403,
      code: "Directory_QuotaExceeded",
      message: "The application already has 20 federated identity credentials, which is the limit.",
    });
  });

  it("are refused with every fault at once", async () => {
    const { post } = await anApplication();
    const body = { name: "with blanks", issuer: "", subject: "s".repeat(601), audiences: ["one", "two"], colour: 1 };
    expectGraphRefusal(await post(body), {
      status: 400,
      code: "Request_BadRequest",
      message:
        "The federated identity credential is not valid: invalid property 'colour'; name must have 3 to 120 letters, digits, - or _, and begin with a letter or digit; issuer must not be empty; subject must not be longer than 600 characters; audiences must hold exactly one value.",
    });
  });

  it("are refused on an application of the other directory", async () => {
    const { emulator, path } = await anApplication();
    const { status } = await callGraph(emulator, "fabrikam", `POST ${path}`, { body: good });
    expect(status).toBe(404);
  });
});
