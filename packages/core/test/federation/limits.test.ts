import { expect, test } from "vitest";
import { federatedCredentialLimits, findCredentialFaults } from "@tegata/core";

const sound = { name: "managed-identity", issuer: "i", subject: "s", audiences: ["a"] };

test("a sound credential has no fault, at the limits too", () => {
  expect(findCredentialFaults(sound)).toEqual([]);
  const long = "x".repeat(600);
  expect(
    findCredentialFaults({ name: "x".repeat(120), issuer: long, subject: long, audiences: [long], description: long }),
  ).toEqual([]);
});

test("every fault is told at once", () => {
  const long = "x".repeat(601);
  expect(
    findCredentialFaults({ name: "-x", issuer: "", subject: long, audiences: ["a", ""], description: long }),
  ).toEqual([
    "name must have 3 to 120 letters, digits, - or _, and begin with a letter or digit",
    "issuer must not be empty",
    "subject must not be longer than 600 characters",
    "audiences must hold exactly one value",
    "the audience must have 1 to 600 characters",
    "description must not be longer than 600 characters",
  ]);
});

test.each(["ab", "x".repeat(121), "with space", "dot.dot", "_first"])("the name %j is refused", (name) => {
  expect(findCredentialFaults({ ...sound, name })).toHaveLength(1);
});

test("an application or identity holds at most twenty", () => {
  expect(federatedCredentialLimits.perApplication).toBe(20);
});
