import type { AadstsMeaning } from "../row.ts";
import { meaning } from "./meaning.ts";

const anotherKey: readonly [string, string] = [
  "the certificate or key that signed the assertion is not the one registered",
  "Register the certificate, or better have none: use a federated identity credential.",
];
const again: readonly [string, string] = [
  "a passing fault of the token service",
  "Try again with growing pauses; open a support case with the correlation id when it stays.",
];
const noDirectory: readonly [string, string] = [
  "no directory is named in the request: common, organizations or an empty tenant setting",
  "Name the resource directory's tenant id in the authority (AZURE_TENANT_ID, --tenant).",
];
const otherCloud: readonly [string, string] = [
  "the directory belongs to another Azure cloud than the authority",
  "Use that cloud's authority: login.microsoftonline.us for US Government, login.chinacloudapi.cn for China.",
];

/** What an app-only request can meet besides the rows that checks lead to. */
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
  meaning([700030, "certificate's subject not allowed"], [anotherKey]),
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
  meaning(
    [90004, "request not properly formatted"],
    [["a parameter is empty or written twice", "Compare the request with the documented form."]],
  ),
  meaning([90006, "service unavailable for the moment"], [again]),
  meaning(
    [90009, "the application asks for a token for itself by another name"],
    [["the scope names the application by its URI", "Ask for {client id}/.default: the GUID in place of the URI."]],
  ),
  meaning([90012, "the request timed out"], [again]),
  meaning(
    [90013, "input not valid"],
    [["a parameter has a value the token service cannot read", "Compare the request with the documented form."]],
    { about: "either" },
  ),
  meaning(
    [90015, "query too long"],
    [["too many scopes or a huge claims parameter", "Ask for one resource and /.default; post the form."]],
    { about: "either" },
  ),
  meaning(
    [90016, "access token lacks a claim"],
    [["a token of another kind was presented", "Present a token of the documented kind."]],
  ),
  meaning([90019, "no directory named"], [noDirectory]),
  meaning(
    [90023, "request not valid"],
    [
      [
        "a malformed parameter, often client_assertion_type or the tenant",
        "Compare the request with the documented form.",
      ],
    ],
  ),
  meaning(
    [9002313, "request malformed"],
    [
      [
        "a body that is not form-urlencoded, or a parameter cut off",
        "Post application/x-www-form-urlencoded with each parameter encoded.",
      ],
    ],
  ),
  meaning([90024, "passing fault"], [again]),
  meaning(
    [90027, "v1.0 endpoint for a consumer account's directory"],
    [["the authority is Microsoft's directory for personal accounts", "Name the resource directory's tenant id."]],
  ),
  meaning([90033, "directory service unavailable"], [again]),
  meaning([90036, "directory service failed"], [again]),
  meaning([90038, "directory of another cloud"], [otherCloud]),
  meaning([90051, "cloud identifier not valid"], [otherCloud]),
  meaning([900432, "request crosses clouds"], [otherCloud]),
  meaning(
    [900384, "token failed signature validation"],
    [["the token was changed on its way, or signed by another issuer's key", "Present the token as it was issued."]],
  ),
  meaning([90090, "service unavailable for the moment"], [again]),
  meaning(
    [90100, "parameter empty or not valid"],
    [["a setting that was never filled in", "Check that the settings reach the program."]],
  ),
  meaning(
    [901002, "'resource' is not supported here"],
    [["a v1.0 parameter at the v2.0 endpoint", "Send scope: the resource's identifier and /.default."]],
  ),
  meaning(
    [90102, "not an absolute URI"],
    [["redirect_uri or the resource is not a whole URI", "Write the whole URI, with its scheme."]],
    { about: "either" },
  ),
  meaning(
    [90112, "application id is expected to be a GUID"],
    [["the application's name or URI where its client id belongs", "Use the client id."]],
    { seenAt: "https://github.com/pluginsGLPI/oauthimap/issues/111" },
  ),
  meaning([90124, "resource not served at a shared endpoint"], [noDirectory]),
  meaning([90130, "application not served at a shared endpoint"], [noDirectory]),
  meaning([1000104, "resource cloud not allowed for the directory"], [otherCloud], { about: "either" }),
];
