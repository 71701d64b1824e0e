import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applicationUniqueName, roleAssignmentName } from "../src/index.ts";
import { issuerCredentialName, uuid5 } from "../src/names.ts";

describe("names", () => {
  test("a role assignment's name is what Terraform's uuidv5 and Python's uuid5 give", () => {
    // Measured with Terraform 1.11 and Python for the arguments a, b and c.
    expect(roleAssignmentName({ scope: "a", principalId: "b", roleDefinitionId: "c" })).toBe(
      "a98fa280-e03f-5afa-8d8e-92d0a9c201e8",
    );
  });

  test("uuid5 agrees with the example of RFC 9562, appendix A.4", () => {
    expect(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")).toBe(
      "2ed6657d-e927-568b-95e1-2665a8aea6a2",
    );
  });

  test("an application's unique name is readable where it can be, and never the same for two names", () => {
    expect(applicationUniqueName("orders-cross-tenant")).toBe("tegata-orders-cross-tenant");
    expect(applicationUniqueName("受注 (prod)")).toMatch(/^tegata-[\w-]+-[0-9a-f]{8}$/);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        expect(applicationUniqueName(one) === applicationUniqueName(other)).toBe(one === other);
      }),
    );
  });

  test("a credential's name fits Graph's rule whatever the issuer", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (issuer, subject) => {
        expect(issuerCredentialName({ issuer, subject })).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/);
      }),
    );
  });
});
