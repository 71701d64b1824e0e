// How the identity endpoints of Azure's hosts behave.
import { documented, inferred, recorded } from "../provenance.ts";
import type { WireRule } from "./rule.ts";

const appService = documented(
  "https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference",
);
const token = documented(
  "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
);
const metadata = documented("https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service");

function rule(id: string, says: string, provenance: WireRule["provenance"]): WireRule {
  return { id, says, provenance };
}

const appServiceRules: readonly WireRule[] = [
  rule("app-service.answer", "2019-08-01 answers with times as strings and without expires_in", appService),
  rule("app-service.header", "a request without the host's X-IDENTITY-HEADER is refused", appService),
  rule(
    "app-service.refusal",
    "a refusal is statusCode, message and correlationId; an unknown identity is 400",
    recorded("https://github.com/Azure-Samples/azure-search-openai-demo/issues/2148"),
  ),
  rule(
    "app-service.selectors",
    "client_id, principal_id or its alias object_id, mi_res_id; one at most",
    inferred(
      "overview-managed-identity documents the names and that they exclude each other; that msi_res_id is taken too is ours",
    ),
  ),
  rule(
    "app-service.nobody",
    "without a selector it means the system-assigned identity, whatever else is there",
    appService,
  ),
  rule(
    "app-service.upstream",
    "a refusal of the directory comes as 500 with the platform's own sentence",
    recorded("https://github.com/Azure-Samples/azure-search-openai-demo/issues/2148"),
  ),
  rule("app-service.2017", "2017-09-01 wants the secret header, spells clientid, and answers with a date", appService),
  rule(
    "app-service.unassigned",
    "an identity that is taken from the host is refused at once",
    inferred("the endpoint lists the host's identities; how long the platform takes is not documented"),
  ),
];

const imdsRules: readonly WireRule[] = [
  rule("imds.answer", "every value of the answer is a string, expires_in before expires_on", token),
  rule("imds.header", "without Metadata: true it answers 400 bad_request_102", token),
  rule("imds.forwarded", "a request with X-Forwarded-For is refused", metadata),
  rule("imds.duplicates", "a parameter that is given twice is refused", token),
  rule(
    "imds.version",
    "an api-version that is absent or unknown is refused with the newest ones",
    recorded("https://github.com/MicrosoftDocs/azure-compute-docs/pull/289"),
  ),
  rule("imds.verbs", "other verbs than GET are refused", metadata),
  rule(
    "imds.slashes",
    "a slash at the end and double slashes are the same path",
    inferred("clients send both and work: MSAL4J concatenates, msal-node ends the path in a slash"),
  ),
  rule(
    "imds.not-found",
    "an identity that the machine does not have is 400 invalid_request, Identity not found",
    token,
  ),
  rule(
    "imds.only-one",
    "without a selector: the system-assigned identity, else the only user-assigned one",
    inferred("a comment in MSAL for Python's managed_identity.py says so of the only one"),
  ),
  rule(
    "imds.several",
    "several user-assigned identities and no selector are 400 invalid_request",
    recorded("https://github.com/hashicorp/terraform-provider-azurerm/issues/21025"),
  ),
  rule("imds.selectors", "client_id, object_id, msi_res_id; MSAL.NET's probe spells mi_res_id", token),
  rule("imds.upstream", "a refusal of the directory is passed on: invalid_resource with AADSTS500011", token),
  rule("imds.limits", "20 token requests a second and 5 at a time for a machine, beyond that 429", metadata),
  rule("imds.other-limits", "5 other requests a second", metadata),
  rule(
    "imds.no-version-2",
    "getplatformmetadata is 404: MSAL.NET takes a 400 there for IMDS version 2",
    inferred("ImdsManagedIdentitySource and ImdsV2 of MSAL.NET"),
  ),
  rule("imds.address", "it is at http://169.254.169.254 and nowhere else, past any proxy", metadata),
];

const platformRules: readonly WireRule[] = [
  rule(
    "platform.cache",
    "tokens live 24 hours, are back-dated by 300 s and are cached by host, identity and resource",
    inferred(
      "how-to-use-vm-token documents the cache; the life and the back-dating were decoded from a real token in https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity; that half of the life is handed out is ours",
    ),
  ),
  rule(
    "platform.roles-late",
    "a change of roles shows in the next token, not in the cached one",
    documented(
      "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations",
    ),
  ),
];

/** What is stated about the identity endpoints of App Service and virtual machines. */
export const managedIdentityRules: readonly WireRule[] = [...appServiceRules, ...imdsRules, ...platformRules];
