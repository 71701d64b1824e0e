import { clouds } from "@tegata/core";
import { describe, expect, test } from "vitest";
import type { Fetch, NamePlace } from "../../src/index.ts";
import {
  findScope,
  findSubscriptionId,
  findTenantId,
  parseConfiguration,
  writeConfiguration,
} from "../../src/index.ts";
import { FakeClock } from "../fakes/clock.ts";
import { fabrikam, fabrikamSubscription, storageAccount } from "../fakes/ids.ts";
import { orders } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

const { authority, resourceManager, graph } = clouds.public;
const endpoints = { cloud: clouds.public, authority, resourceManager, graph };

/** Answers by path; what is not listed is refused as Entra refuses an unknown domain. */
function answering(answers: Readonly<Record<string, unknown>>): { readonly fetch: Fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: (input) => {
      const url = new URL(input);
      const path = decodeURIComponent(`${url.pathname}${url.search}`);
      asked.push(path);
      const body = answers[path];
      const refused = { error: "invalid_tenant", error_description: "AADSTS90002: Tenant not found." };
      return Promise.resolve(Response.json(body ?? refused, { status: body === undefined ? 400 : 200 }));
    },
  };
}

const subscriptionsPath = "/subscriptions?api-version=2022-12-01";
const subscriptionList = {
  value: [
    { id: `/subscriptions/${fabrikamSubscription}`, subscriptionId: fabrikamSubscription, displayName: "Data" },
    { id: "/subscriptions/2", subscriptionId: "2", displayName: "Twin" },
    { id: "/subscriptions/3", subscriptionId: "3", displayName: "Twin" },
  ],
};

function placeWith(fetch: Fetch): NamePlace {
  return {
    endpoints,
    fetch,
    clock: new FakeClock(),
    side: "resource",
    tenantId: fabrikam,
    operator: anOperator(fabrikam),
  };
}

describe("names become ids", () => {
  test("of a directory by its domain, without a sign-in; an id costs nothing", async () => {
    const path = "/fabrikam.example/v2.0/.well-known/openid-configuration";
    const { fetch, asked } = answering({ [path]: { issuer: `${authority}/${fabrikam}/v2.0` } });
    expect(await findTenantId("fabrikam.example", { endpoints, fetch })).toBe(fabrikam);
    expect(await findTenantId(fabrikam.toUpperCase(), { endpoints, fetch })).toBe(fabrikam);
    expect(asked).toEqual([path]);
    await expect(findTenantId("nobody.example", { endpoints, fetch })).rejects.toMatchObject({
      code: "name.not-found",
    });
  });

  test("of a subscription, unless two are named so", async () => {
    const { fetch } = answering({ [subscriptionsPath]: subscriptionList });
    expect(await findSubscriptionId("Data", placeWith(fetch))).toBe(fabrikamSubscription);
    await expect(findSubscriptionId("Twin", placeWith(fetch))).rejects.toMatchObject({
      code: "name.not-found",
      message: "2 are named so: subscription Twin",
    });
  });

  test("of a resource, in every subscription that can be seen", async () => {
    const listed = (id: string): string =>
      `/subscriptions/${id}/resources?api-version=2021-04-01&$filter=name eq 'stfabrikam'`;
    const { fetch } = answering({
      [subscriptionsPath]: subscriptionList,
      [listed(fabrikamSubscription)]: { value: [{ id: storageAccount, name: "stfabrikam" }] },
      [listed("2")]: { value: [] },
      [listed("3")]: { value: [] },
    });
    expect(await findScope("stfabrikam", placeWith(fetch))).toBe(storageAccount);
    expect(await findScope(`${storageAccount}/`, placeWith(fetch))).toBe(storageAccount);
  });
});

describe("writeConfiguration", () => {
  test("writes what reads back as the same, its first line for editors", () => {
    const configuration = parseConfiguration(orders);
    const text = writeConfiguration(configuration);
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./tegata.schema.json");
    expect(parseConfiguration(text)).toEqual(configuration);
  });

  test("refuses a draft with faults, all of them", () => {
    expect(() => writeConfiguration({ version: 1, cloud: "public", home: {}, resources: [] })).toThrowError(
      expect.objectContaining({ code: "configuration.invalid" }),
    );
  });
});
