import { inspect } from "node:util";
import { expect, test } from "vitest";
import { CrossTenantCredentialError } from "../src/errors.ts";

const fix = "Correct it.";

test("an error that nobody catches shows what it says, and nothing that is empty", () => {
  const error = new CrossTenantCredentialError("options.invalid", "clientId is not a client id", { fix });
  error.stack = `${error.name}: ${error.message}`;
  expect(inspect(error)).toBe(`[CrossTenantCredentialError: clientId is not a client id] {
  code: 'options.invalid',
  fix: 'Correct it.',
  retryable: false
}`);
  // Whoever asks for it gets it all the same.
  expect([error.ids, error.details, error.causes, error.hop]).toEqual([{}, {}, [], undefined]);
});

test("an error of the exchange shows its number, causes and ids", () => {
  const error = new CrossTenantCredentialError("exchange.refused", "refused", {
    fix,
    hop: 2,
    aadsts: 700_016,
    causes: ["no service principal"],
    status: 400,
    ids: { correlationId: "c" },
  });
  expect(Object.fromEntries(Object.entries(error))).toEqual({
    code: "exchange.refused",
    fix,
    ids: { correlationId: "c" },
    hop: 2,
    aadsts: 700_016,
    causes: ["no service principal"],
    status: 400,
    retryable: false,
  });
});
