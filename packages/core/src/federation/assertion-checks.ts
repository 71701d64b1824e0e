import type { Check } from "../check.ts";
import { formChecks } from "./checks/form.ts";
import { issuerChecks } from "./checks/issuer.ts";
import { kindChecks } from "./checks/kind.ts";
import { matchingChecks } from "./checks/matching.ts";
import { policyChecks } from "./checks/policy.ts";
import { trustChecks } from "./checks/trust.ts";
import type { ExchangeFacts } from "./exchange-facts.ts";

/**
 * What is decided from the assertion's text and the application's credentials alone. Whatever refuses here refuses
 * before the issuer is asked for its keys: nobody can send the token service to an address that no administrator named.
 */
export const claimedChecks: readonly Check<ExchangeFacts>[] = [
  ...formChecks,
  ...issuerChecks,
  ...policyChecks,
  ...matchingChecks,
];

/**
 * Whether a federated assertion is taken for an application, in the order in which it is decided. What each rule says
 * has the provenance it carries; **the order among them is inferred**: Entra does not publish it.
 */
export const assertionChecks: readonly Check<ExchangeFacts>[] = [...claimedChecks, ...trustChecks, ...kindChecks];
