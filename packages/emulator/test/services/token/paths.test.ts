import { Hono } from "hono";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointOf } from "../../../src/services/token/endpoint.ts";

const routes = new Hono({ strict: false });
routes.all("/:tenant/oauth2/v2.0/token", (c) => c.json({ tenant: c.req.param("tenant"), version: "2.0" }));
routes.all("/:tenant/oauth2/token", (c) => c.json({ tenant: c.req.param("tenant"), version: "1.0" }));
routes.notFound((c) => c.json(null));

/** What the router of the other paths makes of a path. */
async function asRouted(path: string): Promise<unknown> {
  return (await routes.request(`http://localhost${path}`)).json();
}

describe("the path of a token endpoint", () => {
  it.each([
    ["/contoso.onmicrosoft.com/oauth2/v2.0/token", { tenant: "contoso.onmicrosoft.com", version: "2.0" }],
    ["/contoso.onmicrosoft.com/oauth2/token?a=/b", { tenant: "contoso.onmicrosoft.com", version: "1.0" }],
    ["/a%40b/oauth2/token/", { tenant: "a@b", version: "1.0" }],
    ["/x/../y/oauth2/token", { tenant: "y", version: "1.0" }],
    ["/y/oauth2/V2.0/token", undefined],
    ["/y/oauth2/v2.0/token/more", undefined],
    ["/oauth2/v2.0/token", undefined],
    ["/", undefined],
  ])("%s", (path, wanted) => {
    expect(endpointOf(path)).toEqual(wanted);
  });

  it("is found as the router of the other paths would find it", async () => {
    const segment = fc.constantFrom(
      "contoso",
      "a.b",
      ".",
      "..",
      "%2e",
      "%41",
      "a%20b",
      "%",
      "ü",
      "oauth2",
      "v2.0",
      "token",
      "",
    );
    const path = fc.oneof(
      fc.tuple(
        segment,
        fc.constantFrom("/oauth2/v2.0/token", "/oauth2/token", "/oauth2/v2%2E0/token", "/oauth2/token/"),
      ),
      fc.array(segment, { maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(path, async (parts) => {
        const text = `/${parts.join(parts.length === 2 && parts[1]?.startsWith("/") ? "" : "/")}`;
        expect([text, endpointOf(text) ?? null]).toEqual([text, await asRouted(text)]);
      }),
      { numRuns: 500 },
    );
  });
});
