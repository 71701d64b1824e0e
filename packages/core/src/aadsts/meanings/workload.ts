import type { AadstsMeaning } from "../row.ts";
import type { CauseAndFix } from "./meaning.ts";
import { meaning } from "./meaning.ts";

const anotherKey: CauseAndFix = [
  "the certificate or key that signed the assertion is not the one registered",
  "Register the certificate, or better have none: use a federated identity credential.",
];
const again: CauseAndFix = [
  "a passing fault of the token service",
  "Try again with growing pauses; open a support case with the correlation id when it stays.",
];
const noDirectory: CauseAndFix = [
  "no directory is named in the request: common, organizations or an empty tenant setting",
  "Name the resource directory's tenant id in the authority (AZURE_TENANT_ID, --tenant).",
];

/** What an app-only request can meet about applications, credentials and accounts. */
export const workloadMeanings: readonly AadstsMeaning[] = [
  meaning([50000, "the token service failed"], [again]),
  meaning(
    [50003, "no signing key"],
    [["the resource application has no signing certificate configured", "Let its owner add a signing certificate."]],
  ),
  meaning(
    [50012, "client authentication failed"],
    [
      ["the assertion's signature, certificate chain or thumbprint is not accepted", anotherKey[1]],
      [
        "a wrong client secret, as the older endpoint reports it",
        "Use the secret's value, or federate the application.",
      ],
    ],
  ),
  meaning(
    [50017, "certificate not accepted"],
    [
      [
        "the certificate's chain or revocation list cannot be checked",
        "Use a certificate whose chain the directory trusts, or federate the application.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [50029, "domain name with characters that are not allowed"],
    [["a malformed tenant in the authority", "Use the tenant id."]],
  ),
  meaning([50033, "passing fault of the token service"], [again]),
  meaning(
    [50048, "assertion's subject and issuer differ"],
    [
      [
        "a self-signed assertion whose sub is not its iss",
        "Write the client id into both, iss and sub; a federated token goes in as it is.",
      ],
    ],
  ),
  meaning(
    [50050, "instance discovery request malformed"],
    [
      [
        "an authority that is not a URL of the form https://host/tenant",
        "Correct the authority host (AZURE_AUTHORITY_HOST).",
      ],
    ],
  ),
  meaning(
    [50059, "no directory named"],
    [
      noDirectory,
      [
        "the application exists, but the tenant in the request is empty or misspelt",
        "Check that the tenant setting reaches the program.",
      ],
    ],
  ),
  meaning(
    [50128, "no directory named, or one that does not exist"],
    [noDirectory, ["a domain that is not verified in any directory", "Use the tenant id in place of the domain."]],
  ),
  meaning(
    [50146, "application-specific signing key missing"],
    [["claims mapping without a signing key of the application's own", "Configure the key, or remove the mapping."]],
  ),
  meaning(
    [50194, "single-tenant application asked at a shared endpoint"],
    [["/common with a single-tenant application", "Name the tenant, or make the application multi-tenant."]],
  ),
  meaning(
    [500014, "service principal of the resource is disabled"],
    [
      [
        "an administrator of the directory disabled the resource's enterprise application",
        "Ask that administrator to enable it (accountEnabled).",
      ],
      ["the subscription behind the resource lapsed", "Renew the subscription."],
    ],
    { seenAt: "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/3150" },
  ),
  meaning(
    [500021, "tenant restriction"],
    [
      [
        "a proxy adds Restrict-Access-To-Tenants and the directory is not in its list",
        "Let the network's administrator allow the directory, or go round the proxy.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [500022, "tenant restriction"],
    [
      [
        "a proxy adds Restrict-Access-To-Tenants and the directory is not in its list",
        "Let the network's administrator allow the directory, or go round the proxy.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [500133, "assertion outside its validity (on behalf of a user)"],
    [
      ["a user's token that was kept too long", "Take the token of the request at hand; do not keep it."],
      ["the machine's clock", "Set the clock by a time server."],
    ],
    { about: "either" },
  ),
  meaning(
    [50013, "assertion not valid (on behalf of a user)"],
    [
      [
        "the token that was passed in is for another audience or expired",
        "Pass an access token issued for the calling application.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [650052, "the directory has no subscription to the service"],
    [
      [
        "the API has no service principal in the directory, because its service was never enabled there",
        "Let an administrator enable the service, or create the principal: az ad sp create --id <application id>.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [650054, "permissions for a resource that is gone"],
    [
      [
        "the registration asks for an API that does not exist in this directory any more",
        "Remove it from the application's requested permissions.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [650056, "application misconfigured"],
    [
      [
        "the registration lists no permission for the API, or nobody consented",
        "Add the permission and let an administrator consent.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [65005, "requested permissions do not fit"],
    [
      [
        "the API is not among the application's requested permissions",
        "Add it to the registration, then consent again.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [65002, "consent between Microsoft's own applications"],
    [
      [
        "the client id of one of Microsoft's applications is used for an API it may not call",
        "Register an application of your own and use its client id.",
      ],
    ],
    { about: "either" },
  ),
  meaning(
    [70002, "client authentication failed"],
    [
      ["a wrong client secret", "Use the secret's value, or federate the application."],
      ["the request carries no credential at all", "Send client_assertion and client_assertion_type."],
    ],
  ),
  meaning(
    [70023, "the external token lives too long"],
    [
      [
        "the token is not one made for the exchange: the pod's own service account token lives a year, Microsoft Entra takes at most a day and an hour",
        "Point AZURE_FEDERATED_TOKEN_FILE at the projected token of the workload identity webhook (audience api://AzureADTokenExchange, expirationSeconds at most 86400).",
      ],
    ],
    { seenAt: "https://github.com/MicrosoftDocs/azure-docs/issues/116275" },
  ),
  meaning(
    [5002730, "the assertion's algorithm and key do not match"],
    [
      [
        "the assertion's header names a signing algorithm that its key cannot be used with",
        "Sign with RS256 or PS256 and the RSA key that is registered; update the client library that builds the assertion.",
      ],
    ],
    { seenAt: "https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/4712" },
  ),
  meaning([700030, "certificate's subject not allowed"], [anotherKey]),
  meaning(
    [7000272, "the issuer does not publish the key that signed the token"],
    [
      [
        "the issuer's published keys (jwks_uri) lack the key, or Microsoft Entra still holds an older copy",
        "Publish the keys that sign now; a new issuer can take half an hour to be read.",
      ],
      [
        "the token was signed by another issuer than its iss says",
        "Set the issuer of the cluster or provider to where its keys are published.",
      ],
    ],
    { seenAt: "https://github.com/Azure/azure-workload-identity/issues/1232" },
  ),
  meaning(
    [7000214, "certificate revoked"],
    [["the certificate that signed the assertion was revoked", "Replace it, or federate the application."]],
    {
      seenAt:
        "https://github.com/AzureAD/microsoft-identity-web/blob/dfeab82385cb68f34fa5618d190ef29fada787ec/src/Microsoft.Identity.Web.TokenAcquisition/Constants.cs",
    },
  ),
  meaning(
    [7000114, "application may not act for users"],
    [
      [
        "an on-behalf-of request of an application that may not make one",
        "Use client_credentials, or register the application for on-behalf-of.",
      ],
    ],
  ),
  meaning(
    [1000502, "certificate outside its validity"],
    [["the certificate that signed the assertion expired", "Replace it, or federate the application."]],
    {
      seenAt:
        "https://github.com/AzureAD/microsoft-identity-web/blob/dfeab82385cb68f34fa5618d190ef29fada787ec/src/Microsoft.Identity.Web.TokenAcquisition/Constants.cs",
    },
  ),
  meaning(
    [1000031, "application cannot be used at this time"],
    [["an administrator or Microsoft blocked the application", "Ask the directory's administrator."]],
    { about: "either" },
  ),
];
