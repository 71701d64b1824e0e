import { describe, expect, test } from "vitest";
import { assertionChecks, clouds, judge, tenantOfIssuer, tokenExchangeAudience, v2Issuer } from "@tegata/core";
import { credential, exchange, home } from "../exchange.ts";
import { refusals } from "./refusals.ts";

const outsideIssuer = "https://oidc.example/cluster-1";

describe("assertionChecks", () => {
  test.each(refusals)("refuses $title ($check, AADSTS$code)", ({ check, code, change, values }) => {
    const judgement = judge(assertionChecks, exchange(change));
    expect(judgement.refusal).toMatchObject({ check, code, ...(values ? { values } : {}) });
    const at = judgement.verdicts.findIndex((verdict) => verdict.id === check);
    expect(judgement.verdicts.slice(0, at).every((verdict) => verdict.outcome === "passed")).toBe(true);
    expect(judgement.verdicts.slice(at + 1).every((verdict) => verdict.outcome === "not reached")).toBe(true);
  });

  test("each check has a refusal above, and none is named that does not exist", () => {
    expect([...new Set(refusals.map((refusal) => refusal.check))].toSorted()).toEqual(
      assertionChecks.map((check) => check.id).toSorted(),
    );
  });

  test("takes the token of a user-assigned identity that a credential names", () => {
    const { verdicts, refusal } = judge(assertionChecks, exchange());
    expect(refusal).toBeUndefined();
    expect(verdicts.map((verdict) => verdict.outcome)).toEqual(assertionChecks.map(() => "passed"));
  });

  test.each(Object.values(clouds))("takes it in the $name cloud with that cloud's audience and issuer", (cloud) => {
    const issuer = v2Issuer(cloud, home);
    const facts = exchange({
      claims: { iss: issuer },
      credentials: [{ ...credential, issuer, audiences: [tokenExchangeAudience(cloud)] }],
      facts: { cloud, issuerTenantId: tenantOfIssuer(cloud, issuer)?.tenantId },
    });
    expect(judge(assertionChecks, facts).refusal).toBeUndefined();
  });

  test("takes what an older copy of the credentials still names", () => {
    const facts = exchange({ facts: { credentialsReplicated: false } });
    expect(judge(assertionChecks, facts).refusal).toBeUndefined();
  });

  test("refuses the exchange audience of another cloud", () => {
    const audiences = ["api://AzureADTokenExchangeUSGov"];
    expect(judge(assertionChecks, exchange({ credentials: [{ ...credential, audiences }] })).refusal?.code).toBe(
      7002121,
    );
  });

  test("takes an outside issuer's token to the letter, whatever its audience, and asks it for no Entra claims", () => {
    const facts = exchange({
      claims: { iss: outsideIssuer, sub: "system:serviceaccount:shop:orders", aud: ["urn:mine"], xms_mirid: undefined },
      credentials: [
        {
          name: "cluster",
          issuer: outsideIssuer,
          subject: "system:serviceaccount:shop:orders",
          audiences: ["urn:mine"],
        },
      ],
      facts: { issuerTenantId: undefined },
    });
    expect(judge(assertionChecks, facts).refusal).toBeUndefined();
  });

  test("does not take the exchange GUID for the exchange URI when an outsider wrote it", () => {
    const facts = exchange({
      claims: { iss: outsideIssuer },
      credentials: [{ ...credential, issuer: outsideIssuer }],
      facts: { issuerTenantId: undefined },
    });
    expect(judge(assertionChecks, facts).refusal).toMatchObject({ check: "credential.audience", code: 7002121 });
  });

  test("finds the one credential that fits among twenty", () => {
    const others = Array.from({ length: 19 }, (_, index) => ({
      ...credential,
      name: `n${index}`,
      subject: `s${index}`,
    }));
    expect(judge(assertionChecks, exchange({ credentials: [...others, credential] })).refusal).toBeUndefined();
  });
});
