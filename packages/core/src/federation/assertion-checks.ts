import type { Check } from "../check.ts";
import { formChecks } from "./checks/form.ts";
import { issuerChecks } from "./checks/issuer.ts";
import { kindChecks } from "./checks/kind.ts";
import { matchingChecks } from "./checks/matching.ts";
import { trustChecks } from "./checks/trust.ts";
import type { ExchangeFacts } from "./exchange-facts.ts";

/**
 * Whether a federated assertion is taken for an application, in the order in which it is decided. What each rule says
 * has the provenance it carries; **the order among them is inferred**: Entra does not publish it.
 */
export const assertionChecks: readonly Check<ExchangeFacts>[] = [
  ...formChecks,
  ...issuerChecks,
  ...matchingChecks,
  ...trustChecks,
  ...kindChecks,
];
