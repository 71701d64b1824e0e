import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { audienceForCredential, clouds, kindOfEntraToken, tenantOfIssuer, v1Issuer, v2Issuer } from "@tegata/core";
import { claims, home } from "../exchange.ts";

describe("tenantOfIssuer", () => {
  test.each(Object.values(clouds))("reads the directory from both issuers of the $name cloud", (cloud) => {
    fc.assert(
      fc.property(fc.uuid(), (tenantId) => {
        expect(tenantOfIssuer(cloud, v1Issuer(cloud, tenantId))).toEqual({ tenantId, version: "1.0" });
        expect(tenantOfIssuer(cloud, v2Issuer(cloud, tenantId))).toEqual({ tenantId, version: "2.0" });
      }),
    );
  });

  test.each([
    `https://sts.windows.net.evil.example/${home}/`,
    `https://sts.windows.net/${home}`,
    `https://sts.windows.net/${home}//`,
    `https://sts.windows.net/x/${home}/`,
    `https://sts.windows.net@evil.example/${home}/`,
    `https://stsXwindows.net/${home}/`,
    `http://sts.windows.net/${home}/`,
    `https://login.microsoftonline.com/${home}/v2.0/`,
    `https://login.microsoftonline.com/${home}/v2X0`,
    `https://login.microsoftonline.com/${home}`,
    `https://login.microsoftonline.com.evil.example/${home}/v2.0`,
    `https://LOGIN.microsoftonline.com/${home}/v2.0`,
    `https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0`,
    ` https://login.microsoftonline.com/${home}/v2.0`,
    `https://login.microsoftonline.com/${home}/v2.0\n`,
    `https://login.microsoftonline.us/${home}/v2.0`,
    "",
  ])("does not take %j for an issuer of the public cloud", (issuer) => {
    expect(tenantOfIssuer(clouds.public, issuer)).toBeUndefined();
  });

  test("never takes an issuer with anything put in front or behind", () => {
    const noise = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(noise, fc.boolean(), (text, inFront) => {
        const issuer = v2Issuer(clouds.public, home);
        expect(tenantOfIssuer(clouds.public, inFront ? text + issuer : issuer + text)).toBeUndefined();
      }),
    );
  });

  test("China's v2 tokens name another host than its authority", () => {
    expect(v2Issuer(clouds.china, home)).toBe(`https://login.partner.microsoftonline.cn/${home}/v2.0`);
    expect(clouds.china.authority).toBe("https://login.chinacloudapi.cn");
  });

  test("an emulated authority leaves the real issuer strings alone", () => {
    const cloud = { ...clouds.public, authority: "https://localhost:8443" };
    expect(v2Issuer(cloud, home)).toBe(`https://login.microsoftonline.com/${home}/v2.0`);
  });
});

describe("kindOfEntraToken", () => {
  const site = "/subscriptions/s/resourcegroups/rg/providers/Microsoft.Web/sites/app-orders";
  test.each([
    [{}, "user-assigned identity"],
    [{ xms_mirid: site }, "system-assigned identity"],
    [{ xms_mirid: undefined, xms_ficinfo: "CAEQABgAIAA" }, "application"],
    [{ scp: "User.Read" }, "user"],
    [{ idtyp: "user" }, "user"],
  ] as const)("claims %j make it: %s", (change, kind) => {
    expect(kindOfEntraToken({ header: {}, claims: { ...claims, ...change } })).toBe(kind);
  });
});

describe("audienceForCredential", () => {
  test.each(Object.values(clouds))(
    "maps Entra's GUID onto the URI in the $name cloud, an outsider's stays",
    (cloud) => {
      const guid = "fb60f99c-7a34-4190-8149-302f77469936";
      expect(audienceForCredential(cloud, guid, true)).toBe(cloud.apis.tokenExchange.uris[0]);
      expect(audienceForCredential(cloud, guid, false)).toBe(guid);
      expect(audienceForCredential(cloud, "urn:other", true)).toBe("urn:other");
    },
  );
});
