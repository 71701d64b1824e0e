// What a source of assertions is, and which assertions never travel: those that Microsoft Entra is known to refuse,
// where the reason is plain here and hidden behind a number there.
import {
  apiOfAudience,
  audienceOf,
  clouds,
  documented,
  inferred,
  judge,
  kindOfEntraToken,
  pass,
  recorded,
  stringClaim,
  tenantOfIssuer,
  tokenExchangeAudience,
  tryDecodeToken,
  type Check,
  type Cloud,
  type DecodedToken,
} from "@tegata/core";
import type { CredentialErrorCode } from "./errors.ts";
import { CrossTenantCredentialError } from "./errors.ts";
import { scrub } from "./foreign-text.ts";
import type { Held } from "./lifetime.ts";
import type { World } from "./world.ts";

/** A token that proves who the workload is. */
export interface Assertion extends Held {
  readonly token: string;
}

export interface AssertionRequest {
  /** The audience that the assertion must be for, such as `api://AzureADTokenExchange`. */
  readonly audience: string;
  readonly world: World;
}

/**
 * Where assertions come from. A source asks and reads, every time: keeping, renewing and sharing is the credential's
 * business.
 */
export interface AssertionSource {
  /** For messages: "managed identity 1111…". */
  readonly name: string;
  readonly request: (asked: AssertionRequest) => Promise<Assertion>;
}

interface AssertionFacts {
  readonly cloud: Cloud;
  readonly token: DecodedToken | undefined;
}

const trust =
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity";

/** Behind `assertion.form` the token is there. */
function claim(facts: AssertionFacts, name: string): string {
  return stringClaim(facts.token as DecodedToken, name) ?? "";
}

const checks: readonly Check<AssertionFacts, CredentialErrorCode>[] = [
  {
    id: "assertion.form",
    requires: "the assertion is a JSON Web Token",
    failsWith: "assertion.malformed",
    provenance: documented("https://www.rfc-editor.org/rfc/rfc7523#section-2.2"),
    run: ({ token }) => (token ? pass() : { ok: false, wanted: "three base64url parts", saw: "something else" }),
  },
  {
    id: "assertion.cloud",
    requires: "the assertion comes from this cloud",
    failsWith: "assertion.wrong-cloud",
    provenance: documented(trust),
    run: (facts) => {
      const issuer = claim(facts, "iss");
      if (tenantOfIssuer(facts.cloud, issuer)) return pass(issuer);
      const other = Object.values(clouds).find((cloud) => tenantOfIssuer(cloud, issuer));
      return other ? { ok: false, wanted: `an issuer of cloud ${facts.cloud.name}`, saw: issuer } : pass(issuer);
    },
  },
  {
    id: "assertion.audience",
    requires: "the assertion was issued for the token exchange",
    failsWith: "assertion.wrong-audience",
    provenance: recorded("https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity"),
    run: (facts) => {
      const audience = audienceOf(facts.token as DecodedToken);
      return apiOfAudience(facts.cloud, audience)?.name === "tokenExchange"
        ? pass(audience)
        : { ok: false, wanted: tokenExchangeAudience(facts.cloud), saw: audience };
    },
  },
  {
    id: "assertion.user-assigned",
    requires: "the managed identity is a user-assigned one",
    failsWith: "assertion.system-assigned",
    provenance: inferred(`${trust} excludes system-assigned identities; the claim that shows one is xms_mirid`),
    run: (facts) =>
      kindOfEntraToken(facts.token as DecodedToken) === "system-assigned identity"
        ? { ok: false, wanted: "a user-assigned identity", saw: claim(facts, "xms_mirid") }
        : pass(),
  },
];

const fixes: Readonly<Partial<Record<CredentialErrorCode, string>>> = {
  "assertion.malformed": "Check that the source returns the token alone, in compact form.",
  "assertion.wrong-cloud":
    "Set the option cloud to the cloud in which the workload runs; identities are not trusted across clouds.",
  "assertion.wrong-audience":
    "Ask the source for a token of the exchange audience that this error names; no other is accepted.",
  "assertion.system-assigned":
    "Assign a user-assigned managed identity to the host and name it in managedIdentity({ clientId }).",
};

/**
 * Lets an assertion pass, or says why it would be refused. Reads claims; verifies no signature.
 *
 * @throws CrossTenantCredentialError `assertion.malformed`, `assertion.wrong-cloud`, `assertion.wrong-audience`,
 *   `assertion.system-assigned`
 */
export function refuseUnfit(assertion: Assertion, cloud: Cloud): Assertion {
  const { verdicts, refusal } = judge(checks, { cloud, token: tryDecodeToken(assertion.token) });
  if (!refusal) return assertion;
  const verdict = verdicts.find((candidate) => candidate.outcome === "failed");
  throw new CrossTenantCredentialError(
    refusal.code,
    `the assertion was not sent: wanted ${verdict?.wanted}, saw "${scrub(verdict?.saw ?? "", [assertion.token])}"`,
    { hop: 1, fix: fixes[refusal.code] ?? "", details: { check: refusal.check } },
  );
}
