import { inferred, recorded } from "../../provenance.ts";
import type { AadstsRow } from "../row.ts";
import { captured, documentedCode, reference, seenAndDocumented } from "./sources.ts";

/** Whether the directory serves the application. */
export const clientRows: readonly AadstsRow[] = [
  {
    code: 700038,
    status: 400,
    error: "unauthorized_client",
    title: "not an application id",
    template: "{clientId} is not a valid application identifier.",
    causes: ["a setting that was never filled in"],
    fixes: ["Set the application's client id."],
    provenance: captured,
  },
  {
    code: 700016,
    status: 400,
    error: "unauthorized_client",
    title: "application not found in the directory",
    template:
      "Application with identifier '{clientId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
    causes: [
      "a wrong client id or tenant id",
      "the managed identity's client id instead of the application's",
      "a single-tenant application asked for in another directory",
    ],
    fixes: [
      "Use the client id of a multi-tenant application of the home directory.",
      "Use the application's client id; the managed identity's client id belongs in hop 1 only.",
      "Register the application as multi-tenant, and create its service principal in the resource directory.",
    ],
    provenance: seenAndDocumented,
  },
  {
    code: 7000229,
    status: 401,
    error: "invalid_client",
    title: "no service principal in the directory",
    template:
      "The client application {clientId} is missing service principal in the tenant {tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119",
    causes: ["nobody has created the application's service principal in the resource directory yet"],
    fixes: ["An administrator of the resource directory runs: az ad sp create --id {clientId}"],
    provenance: recorded("quoted by several third parties; the boundary with 700016 is not proven for every case"),
  },
  {
    code: 7000112,
    status: 400,
    error: "unauthorized_client",
    title: "application disabled",
    template: "Application '{clientId}'({name}) is disabled.",
    causes: ["an administrator of the resource directory disabled the service principal"],
    fixes: ["Ask that administrator to enable it."],
    provenance: documentedCode,
  },
  {
    code: 700011,
    status: 400,
    error: "unauthorized_client",
    title: "application not installed",
    template: "The client application {clientId} was not found in the tenant; its administrator must install it.",
    causes: ["nobody has created the application's service principal in the directory"],
    fixes: ["An administrator of the resource directory runs: az ad sp create --id {clientId}"],
    provenance: documentedCode,
  },
  {
    code: 70001,
    status: 400,
    error: "unauthorized_client",
    title: "application disabled or not allowed",
    template: "The application {clientId} is disabled or not authorised.",
    causes: ["an administrator disabled the application"],
    fixes: ["Ask the directory's administrator to enable it."],
    provenance: documentedCode,
  },
  {
    code: 700025,
    status: 401,
    error: "invalid_client",
    title: "public client with a credential",
    template: "Client is public, so neither 'client_assertion' nor 'client_secret' may be presented.",
    causes: ["the application is registered as a public client"],
    fixes: ["Register the application as a confidential client: allow no public client flows."],
    provenance: documentedCode,
  },
  {
    code: 501051,
    status: 400,
    error: "invalid_grant",
    title: "application not assigned to the resource",
    template:
      "Application '{clientId}'({name}) is not assigned to a role for the application '{resource}'({resourceName}).",
    causes: ["the resource demands an assignment"],
    fixes: ["Grant the service principal an app role of the resource."],
    provenance: inferred(`${reference} documents the code; sightings disagree on the error string`),
  },
];
