import { inferred, recorded } from "../../provenance.ts";
import type { AadstsRow } from "../row.ts";
import { captured, reference, seenAndDocumented } from "./sources.ts";

/** The form of the request and the kind of credential in it. */
export const requestRows: readonly AadstsRow[] = [
  {
    code: 900144,
    status: 400,
    error: "invalid_request",
    title: "parameter missing",
    template: "The request body must contain the following parameter: '{field}'.",
    causes: ["a form field was left out, or the body is not form-urlencoded"],
    fixes: ["Send the parameter in an application/x-www-form-urlencoded body."],
    provenance: seenAndDocumented,
  },
  {
    code: 900561,
    status: 400,
    error: "invalid_request",
    title: "wrong method",
    template: "The endpoint only accepts POST requests. Received a {method} request.",
    causes: ["the token endpoint was opened in a browser"],
    fixes: ["POST the form."],
    provenance: inferred(`${reference} documents the code; status and error string are not recorded`),
  },
  {
    code: 70003,
    status: 400,
    error: "unsupported_grant_type",
    title: "grant not supported",
    template: "The app requested an unsupported grant type '{grant}'.",
    causes: ["a misspelt grant_type"],
    fixes: ["Use client_credentials."],
    provenance: captured,
  },
  {
    code: 9000411,
    status: 400,
    error: "invalid_request",
    title: "parameter sent twice",
    template: "The request is not properly formatted. The parameter '{field}' is duplicated.",
    causes: ["a proxy or a hand-written client that adds a parameter again"],
    fixes: ["Send each parameter once."],
    provenance: inferred(
      "Teams' support pages document the code for sign-in requests; status and error string are its neighbours'",
    ),
  },
  {
    code: 7000216,
    status: 401,
    error: "invalid_client",
    title: "no client credential",
    template: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    causes: ["the assertion callback returned nothing"],
    fixes: ["Send client_assertion and client_assertion_type."],
    provenance: inferred(
      "https://github.com/MicrosoftDocs/azure-docs/issues/30777 has the message; the status is its neighbours'",
    ),
  },
  {
    code: 7000215,
    status: 401,
    error: "invalid_client",
    title: "wrong client secret",
    template:
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
    causes: ["the secret's id instead of its value", "a secret made seconds ago"],
    fixes: ["Use the secret's value.", "Wait half a minute: a new secret takes a while to reach every token server."],
    hasErrorUri: true,
    provenance: captured,
  },
  {
    code: 7000218,
    status: 401,
    error: "invalid_client",
    title: "no client credential in the body",
    template: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    causes: ["another grant than client_credentials", "the assertion callback returned nothing"],
    fixes: [
      "Use client_credentials, and send client_assertion and client_assertion_type.",
      "Return the assertion from the callback: await the managed identity's token.",
    ],
    hasErrorUri: true,
    provenance: recorded("https://github.com/Azure/azure-sdk-for-go/issues/22386"),
  },
  {
    code: 7000222,
    status: 401,
    error: "invalid_client",
    title: "client secret expired",
    template:
      "The provided client secret keys for app '{clientId}' are expired. Create new keys for the app, or better have none: use a federated identity credential.",
    causes: ["a secret that nobody renewed: the reason to have none"],
    fixes: ["Move the application to a federated identity credential."],
    hasErrorUri: true,
    provenance: recorded(
      "https://github.com/dotnet/sign/issues/849; with error_uri in https://github.com/vcheckzen/FODI/issues/23",
    ),
  },
];
