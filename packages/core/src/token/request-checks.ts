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

/** What a client credentials request must hold, in order. Fields that are not known are ignored, as Entra does. */
export const requestChecks: readonly Check<TokenRequestFields>[] = [
  required("grant_type"),
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
  required("scope"),
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
      fields["client_assertion"] || fields["client_secret"]
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
