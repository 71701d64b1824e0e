import { clouds } from "@tegata/core";
import { describe, expect, test } from "vitest";
import { resolveEndpoints } from "../src/index.ts";
import { FakeClock } from "./fakes/clock.ts";

// The document that Terraform's provider reads: https://github.com/hashicorp/go-azure-sdk (sdk/environments).
const metadata = {
  name: "AzureEmulator",
  authentication: { loginEndpoint: "https://localhost:4401/", audiences: ["https://localhost:4402"], tenant: "common" },
  resourceManager: "https://localhost:4402",
  microsoftGraphResourceId: "https://localhost:4403/",
  suffixes: { storage: "blob.localhost" },
};

function answering(body: unknown): { urls: string[]; options: Parameters<typeof resolveEndpoints>[1] } {
  const urls: string[] = [];
  return {
    urls,
    options: {
      clock: new FakeClock(),
      fetch: (url, init) => {
        urls.push(url);
        expect(new Headers(init.headers).has("authorization")).toBe(false);
        return Promise.resolve(Response.json(body));
      },
    },
  };
}

describe("resolveEndpoints", () => {
  test.each(["public", "usgov", "china"] as const)("knows %s without a request", async (cloud) => {
    const { urls, options } = answering({});
    expect(await resolveEndpoints({ cloud }, options)).toEqual({
      cloud: clouds[cloud],
      authority: clouds[cloud].authority,
      resourceManager: clouds[cloud].resourceManager,
      graph: clouds[cloud].graph,
    });
    expect(urls).toEqual([]);
  });

  test("reads the metadata of another cloud, with the issuers of the public one", async () => {
    const { urls, options } = answering(metadata);
    expect(await resolveEndpoints({ cloud: "https://localhost:4402" }, options)).toEqual({
      cloud: clouds.public,
      authority: "https://localhost:4401",
      resourceManager: "https://localhost:4402",
      graph: "https://localhost:4403",
    });
    expect(urls).toEqual(["https://localhost:4402/metadata/endpoints?api-version=2022-09-01"]);
  });

  test("keeps the issuers of a well-known cloud when its own metadata are named", async () => {
    const { urls, options } = answering({ ...metadata, name: "AzureUSGovernment" });
    const url = "https://management.usgovcloudapi.net/metadata/endpoints?api-version=2022-09-01";
    expect((await resolveEndpoints({ cloud: url }, options)).cloud).toBe(clouds.usgov);
    expect(urls).toEqual([url]);
  });

  test("refuses metadata that would send tokens over http, naming each fault", async () => {
    const { options } = answering({
      ...metadata,
      resourceManager: "http://localhost:4402",
      microsoftGraphResourceId: 1,
    });
    await expect(resolveEndpoints({ cloud: "https://localhost:4402" }, options)).rejects.toMatchObject({
      code: "cloud.metadata-invalid",
      details: {
        faults: [
          "resourceManager: must be an https URL",
          "microsoftGraphResourceId: Invalid input: expected string, received number",
        ],
      },
    });
  });

  test("stops when the caller asks, also while it waits for the document", async () => {
    const controller = new AbortController();
    const waiting = resolveEndpoints(
      { cloud: "https://localhost:4402" },
      {
        clock: new FakeClock(),
        signal: controller.signal,
        fetch: (_url, init) =>
          new Promise((_resolve, reject) => {
            init.signal?.addEventListener("abort", () => reject(new Error("gave up")));
            controller.abort();
          }),
      },
    );
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
  });
});
