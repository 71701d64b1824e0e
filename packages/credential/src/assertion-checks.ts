// Which assertions never travel: those that Microsoft Entra is known to refuse, where the reason is plain here and
// hidden behind a number there.
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

interface AssertionFacts {
  readonly cloud: Cloud;
  readonly token: DecodedToken | undefined;
  /** What the source asked its issuer for; absent when the source cannot tell. */
  readonly audience: string | undefined;
  /** Whether this is a pod of AKS workload identity: there, a managed identity's token is itself an exchanged one. */
  readonly isProjectedHost: boolean;
}

const trust =
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity";
const experiments = "https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity";

/** Behind `assertion.form` the token is there. */
function claim(facts: AssertionFacts, name: string): string {
  return stringClaim(facts.token as DecodedToken, name) ?? "";
}

function isFromEntra(facts: AssertionFacts): boolean {
  return tenantOfIssuer(facts.cloud, claim(facts, "iss")) !== undefined;
}

/**
 * What a token of Microsoft Entra was issued to. A token without `appid` and `azp` was not issued to an application at
 * all: Azure DevOps' service connections have Entra sign such tokens, and they may be exchanged.
 */
function kindOf(facts: AssertionFacts): ReturnType<typeof kindOfEntraToken> | "outside" {
  const kind = kindOfEntraToken(facts.token as DecodedToken);
  const names = claim(facts, "appid") + claim(facts, "azp");
  return !isFromEntra(facts) || (kind === "application" && names === "") ? "outside" : kind;
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
      if (isFromEntra(facts)) return pass(issuer);
      const other = Object.values(clouds).find((cloud) => tenantOfIssuer(cloud, issuer));
      return other ? { ok: false, wanted: `an issuer of cloud ${facts.cloud.name}`, saw: issuer } : pass(issuer);
    },
  },
  {
    id: "assertion.issuer",
    requires: "the issuer is an https URL, as every issuer of a federated identity credential is",
    failsWith: "assertion.wrong-issuer",
    provenance: documented("https://learn.microsoft.com/graph/api/resources/federatedidentitycredential"),
    run: (facts) => {
      const issuer = claim(facts, "iss");
      return issuer.startsWith("https://") ? pass(issuer) : { ok: false, wanted: "an https URL", saw: issuer };
    },
  },
  {
    id: "assertion.audience",
    requires: "the assertion was issued for the token exchange",
    failsWith: "assertion.wrong-audience",
    provenance: recorded(experiments),
    run: (facts) => {
      const audience = audienceOf(facts.token as DecodedToken);
      const wanted = isFromEntra(facts) ? tokenExchangeAudience(facts.cloud) : facts.audience;
      const isRight = isFromEntra(facts)
        ? apiOfAudience(facts.cloud, audience)?.name === "tokenExchange"
        : wanted === undefined || audience === wanted;
      return isRight ? pass(audience) : { ok: false, wanted: wanted ?? "", saw: audience };
    },
  },
  {
    id: "assertion.user-assigned",
    requires: "the managed identity is a user-assigned one",
    failsWith: "assertion.system-assigned",
    provenance: inferred(`${trust} excludes system-assigned identities; the claim that shows one is xms_mirid`),
    run: (facts) =>
      kindOf(facts) === "system-assigned identity"
        ? { ok: false, wanted: "a user-assigned identity", saw: claim(facts, "xms_mirid") }
        : pass(),
  },
  {
    id: "assertion.kind",
    requires: "a token of Microsoft Entra was issued to a managed identity (AADSTS700226, AADSTS700229)",
    failsWith: "assertion.wrong-kind",
    provenance: recorded(experiments),
    run: (facts) => {
      const kind = kindOf(facts);
      return kind === "user" || kind === "application"
        ? {
            ok: false,
            wanted: "a managed identity's token",
            saw: `the token of ${kind === "user" ? "a" : "an"} ${kind}`,
          }
        : pass(kind);
    },
  },
  {
    id: "assertion.first-hand",
    requires: "the token was not itself got through a federated identity credential (AADSTS700231)",
    failsWith: "assertion.chained",
    provenance: inferred(
      "https://github.com/Azure/azure-workload-identity/issues/1363 has the refusal. No claim shows it for sure: a host's own tokens name the host in xms_az_rid, so its absence on a pod that exchanges is taken for it",
    ),
    run: (facts) =>
      facts.isProjectedHost && kindOf(facts) === "user-assigned identity" && claim(facts, "xms_az_rid") === ""
        ? { ok: false, wanted: "the cluster's own token", saw: "a managed identity's token that was exchanged for it" }
        : pass(),
  },
];

const fixes: Readonly<Partial<Record<CredentialErrorCode, string>>> = {
  "assertion.malformed": "Check that the source returns the token alone, in compact form.",
  "assertion.wrong-cloud":
    "Set the option cloud to the cloud in which the workload runs; identities are not trusted across clouds.",
  "assertion.wrong-issuer": "Take the token of an OpenID Connect issuer whose documents the internet can reach.",
  "assertion.wrong-audience":
    "Ask the source for a token of the exchange audience that this error names; no other is accepted.",
  "assertion.system-assigned":
    "Assign a user-assigned managed identity to the host and name it in managedIdentity({ clientId }).",
  "assertion.wrong-kind": "Use managedIdentity(): only a managed identity's token of Microsoft Entra is exchanged.",
  "assertion.chained":
    "Use projectedToken() and let the application trust the cluster's issuer itself, with a federated identity credential of its own.",
};

/** Whether the environment is that of a pod of AKS workload identity. */
export function isProjectedHost(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (environment["AZURE_FEDERATED_TOKEN_FILE"]?.trim() ?? "") !== "";
}

/**
 * Lets an assertion pass, or says why it would be refused. Reads claims; verifies no signature.
 *
 * @throws CrossTenantCredentialError `assertion.*`
 */
export function refuseUnfit(token: string, facts: Omit<AssertionFacts, "token">): void {
  const { verdicts, refusal } = judge(checks, { ...facts, token: tryDecodeToken(token) });
  if (!refusal) return;
  const verdict = verdicts.find((candidate) => candidate.outcome === "failed");
  throw new CrossTenantCredentialError(
    refusal.code,
    `the assertion was not sent: wanted ${verdict?.wanted}, saw "${scrub(verdict?.saw ?? "", [token])}"`,
    { hop: 1, fix: fixes[refusal.code] ?? "", details: { check: refusal.check } },
  );
}
