// What implementers of this protocol get wrong most often, each with the test that proves that we do not.
import { documented, inferred, recorded } from "../provenance.ts";
import type { WireRule } from "./rule.ts";

const entra = "https://learn.microsoft.com/entra/identity-platform";
const experiments = recorded("https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity");
const considerations = documented(
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
);
const captured = recorded(
  "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
);
const claims = documented(`${entra}/access-token-claims-reference`);
const clients = inferred("read in the sources of the clients; conformance/ runs them");

function trap(number: number, says: string, provenance: WireRule["provenance"]): WireRule {
  return { id: `trap.${number}`, says, provenance };
}

export const traps: readonly WireRule[] = [
  trap(
    1,
    "the exchange token's audience is a GUID and its issuer the v2 one, while the credential names a URI",
    experiments,
  ),
  trap(2, "sub and oid are the identity's principal id, not its client id", experiments),
  trap(3, "azpacr and appidacr are 2 for a federated assertion", claims),
  trap(
    4,
    "a managed identity's token lives 24 hours, back-dated by 300 s; the exchanged one about an hour",
    experiments,
  ),
  trap(5, "federation failures are 401 invalid_client", recorded("https://github.com/Azure/login/issues/461")),
  trap(
    6,
    "descriptions are parted by spaces, error_uri stands with some codes only, and a token's answer has no scope",
    captured,
  ),
  trap(
    7,
    "a known application without a service principal is 7000229, an unknown resource is invalid_resource",
    captured,
  ),
  trap(8, "an application in another directory than the identity's is 700236", experiments),
  trap(9, "a credential takes any text, and is compared to the letter at the exchange", considerations),
  trap(
    10,
    "a token got through a federated credential is no assertion: 700231",
    recorded("https://github.com/Azure/azure-workload-identity/issues/1363"),
  ),
  trap(11, "values of IMDS are strings, expires_in before expires_on", clients),
  trap(12, "selectors are spelled differently by IMDS, App Service and the protocol of 2017", clients),
  trap(13, "without a selector App Service means the system-assigned identity, IMDS the only one", clients),
  trap(14, "Go and Rust know IMDS at its own address only; MSAL4J adds a slash", clients),
  trap(15, "getplatformmetadata is not 400", clients),
  trap(16, "MSAL for Go holds the discovery document's issuer against the authority", clients),
  trap(17, "msal-node sends its telemetry in the form", clients),
  trap(
    18,
    "two slashes before .default end the audience in a slash",
    documented(`${entra}/scopes-oidc#the-default-scope`),
  ),
  trap(19, "v1 issuers end in a slash and v1 headers carry x5t; v2 ones do neither", captured),
  trap(
    20,
    "PrincipalNotFound prints the principal without dashes",
    recorded("https://github.com/MicrosoftDocs/azure-docs/issues/103085"),
  ),
  trap(21, "success and failure alternate after a change of a credential", considerations),
  trap(22, "the token endpoint is https, identity endpoints are plain HTTP", clients),
];
