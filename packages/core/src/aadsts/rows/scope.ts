import { inferred, recorded } from "../../provenance.ts";
import type { AadstsRow } from "../row.ts";
import { captured, documentedCode, seenAndDocumented } from "./sources.ts";

/** What the request asks a token for. */
export const scopeRows: readonly AadstsRow[] = [
  {
    code: 70011,
    status: 400,
    error: "invalid_scope",
    title: "scope not valid",
    template:
      "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
    causes: ["more than one resource in one request", "/.default twice"],
    fixes: [
      "Ask for one resource: its identifier and /.default.",
      "Write /.default once, behind the resource's identifier.",
    ],
    provenance: seenAndDocumented,
  },
  {
    code: 1002012,
    status: 400,
    error: "invalid_scope",
    title: "scope without /.default",
    template:
      "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
    causes: ["a delegated scope such as User.Read in an app-only request"],
    fixes: ["Ask for the resource's identifier and /.default."],
    provenance: recorded("https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow"),
  },
  {
    code: 500011,
    status: 400,
    error: "invalid_resource",
    title: "resource not in this directory",
    template:
      "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
    causes: ["a misspelt scope", "the API has no service principal in the directory", "./default instead of /.default"],
    fixes: [
      "Correct the scope, or create the API's service principal in the directory.",
      "Create the API's service principal in the directory: az ad sp create --id <application id>.",
      "Write /.default with a slash alone.",
    ],
    hasErrorUri: true,
    provenance: captured,
  },
  {
    code: 700022,
    status: 400,
    error: "invalid_scope",
    title: "more than one resource",
    template: "The scope names more than one resource: {scope}.",
    causes: ["scopes of two APIs in one request"],
    fixes: ["Ask for one token a resource."],
    provenance: documentedCode,
  },
  {
    code: 9010010,
    status: 400,
    error: "invalid_target",
    title: "resource beside another scope",
    template: "The resource parameter of the request doesn't match the requested scopes.",
    causes: ["a v2.0 request that also carries resource, as the v1.0 endpoint wants it, for something else"],
    fixes: ["Leave resource out: the v2.0 endpoint takes what the scope names."],
    provenance: recorded("https://github.com/microsoft/azure-devops-mcp/issues/1511"),
  },
  {
    code: 28002,
    status: 400,
    error: "invalid_scope",
    title: "scope value not valid",
    template: "The provided value for the input parameter scope is not valid: {scope}.",
    causes: ["a misspelt scope"],
    fixes: ["Ask for the resource's identifier and /.default."],
    provenance: documentedCode,
  },
  {
    code: 50001,
    status: 400,
    error: "invalid_resource",
    title: "resource not found",
    template: "Resource identifier is not provided.",
    causes: ["a v1.0 request without resource", "scope where the v1.0 endpoint wants resource"],
    fixes: [
      "Send resource, or use the v2.0 endpoint with scope.",
      "Send scope to the v2.0 endpoint, resource to the v1.0 one.",
    ],
    provenance: inferred(
      "clients that left resource out of v1.0 requests quote code and text; status and error string are its neighbours'",
    ),
  },
  {
    code: 650057,
    status: 400,
    error: "invalid_resource",
    title: "resource not among the requested permissions",
    template: "The resource {resource} is not listed in the requested permissions of application {clientId}.",
    causes: ["a v1 request for an API that the application's registration does not name"],
    fixes: ["Use the v2 endpoint, or add the API to the application's requested permissions."],
    provenance: documentedCode,
  },
];
