import type { Check } from "../check.ts";
import { pass } from "../check.ts";
import { inferred, recorded } from "../provenance.ts";
import { jwtBearerAssertionType } from "../wire/token-endpoint.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** The form fields of a token request, as they were sent. */
export type TokenRequestFields = Readonly<Record<string, string | undefined>>;

function required(name: "grant_type" | "client_id" | "scope"): Check<TokenRequestFields> {
  return {
    id: `request.${name.replace("_", "-")}`,
    requires: `the request has ${name}`,
    failsWith: 900144,
    provenance: recorded(`a real answer was seen in public; the code is documented at ${errorCodes}`),
    run: (fields) => (fields[name] ? pass() : { ok: false, wanted: name, saw: "nothing", values: { field: name } }),
  };
}

/** Grants that Entra serves and this product does not speak of. */
const otherGrants = new Set([
  "authorization_code",
  "refresh_token",
  "password",
  "device_code",
  "urn:ietf:params:oauth:grant-type:device_code",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
]);

function hasCredential(fields: TokenRequestFields): boolean {
  return Boolean(fields["client_assertion"]) || Boolean(fields["client_secret"]);
}

const beforeTheResource: readonly Check<TokenRequestFields>[] = [
  required("grant_type"),
  {
    id: "request.confidential-client",
    requires: "a request of a confidential client's other grants carries a credential",
    failsWith: 7000218,
    provenance: recorded("https://github.com/Azure/azure-sdk-for-go/issues/22386"),
    run: (fields) =>
      otherGrants.has(fields["grant_type"] ?? "") && !hasCredential(fields)
        ? { ok: false, wanted: "client_assertion or client_secret", saw: "neither" }
        : pass(),
  },
  {
    id: "request.grant",
    requires: "the grant is client_credentials",
    failsWith: 70003,
    provenance: recorded(
      "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
    ),
    run: (fields) =>
      fields["grant_type"] === "client_credentials"
        ? pass()
        : {
            ok: false,
            wanted: "client_credentials",
            saw: String(fields["grant_type"]),
            values: { grant: String(fields["grant_type"]) },
          },
  },
  required("client_id"),
];

/** What a client credentials request must hold, in order. Fields that are not known are ignored, as Entra does. */
export const requestChecks: readonly Check<TokenRequestFields>[] = [...beforeTheResource, required("scope")];

/** The same for the v1.0 endpoint, which takes the resource as `resource`. */
export const requestChecksV1: readonly Check<TokenRequestFields>[] = [
  ...beforeTheResource,
  {
    id: "request.resource",
    requires: "a request to the v1.0 endpoint names a resource",
    failsWith: 50001,
    provenance: inferred(
      'clients that left resource out of v1.0 token requests quote the code with the text "Resource identifier is not provided"; status and error string are its neighbours\'',
    ),
    run: (fields) => (fields["resource"]?.trim() ? pass() : { ok: false, wanted: "resource", saw: "nothing" }),
  },
];

/** The body of a token request as a form. */
export interface RequestFormFacts {
  /** A parameter that the body holds twice. */
  readonly duplicated: string | undefined;
}

/** What a form must be before anything in it is read. */
export const requestFormChecks: readonly Check<RequestFormFacts>[] = [
  {
    id: "request.parameters-once",
    requires: "no parameter is sent twice",
    failsWith: 9000411,
    provenance: inferred(
      "Teams' support pages document the code for sign-in requests with a parameter twice; that the token endpoint answers with it, and the status, are concluded from that and from RFC 6749 section 3.2",
    ),
    run: ({ duplicated }) =>
      duplicated === undefined
        ? pass()
        : { ok: false, wanted: "each parameter once", saw: `${duplicated} twice`, values: { field: duplicated } },
  },
];

/** Whether the client proves who it is at all. Runs once the client is known. */
export const clientCredentialChecks: readonly Check<TokenRequestFields>[] = [
  {
    id: "request.client-credential",
    requires: "the request carries a client assertion or a client secret",
    failsWith: 7000216,
    provenance: inferred(
      "https://github.com/MicrosoftDocs/azure-docs/issues/30777 has the message; the status is its neighbours'",
    ),
    run: (fields) =>
      hasCredential(fields)
        ? pass(fields["client_assertion"] ? "client_assertion" : "client_secret")
        : { ok: false, wanted: "client_assertion or client_secret", saw: "neither" },
  },
  {
    id: "request.assertion-type",
    requires: `client_assertion_type is ${jwtBearerAssertionType}`,
    failsWith: 900144,
    provenance: inferred(
      "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow demands the value; the code for another one is taken from missing parameters",
    ),
    run: (fields) =>
      !fields["client_assertion"] || fields["client_assertion_type"] === jwtBearerAssertionType
        ? pass()
        : {
            ok: false,
            wanted: jwtBearerAssertionType,
            saw: fields["client_assertion_type"] ?? "nothing",
            values: { field: "client_assertion_type" },
          },
  },
];
