import type { Knowledge } from "../knowledge.ts";
import { knowledgeOf } from "../knowledge.ts";
import { configuring } from "./graph-words.ts";

const graph = knowledgeOf("graph", { hop: 3, service: "graph" });
const errors = "https://learn.microsoft.com/graph/errors";

/** Microsoft Graph as a resource. */
export const graphKnowledge: readonly Knowledge[] = [
  graph("denied", {
    code: "Authorization_RequestDenied",
    title: "Graph: insufficient privileges",
    meaning: "Graph accepted the token, and the caller lacks the permission or the directory role for this request.",
    when: ["Authorization_RequestDenied", "Insufficient privileges to complete the operation"],
    unless: ["must in the local tenant", ...configuring],
    causes: [
      [
        "no-permission",
        "the application has not the Graph permission, or no administrator has consented to it",
        "Grant the application permission (an app role of Graph) to its service principal, with an administrator's consent.",
      ],
      [
        "no-role",
        "while setting up: the caller is no Application Administrator or owner of the application",
        "Let an administrator do it, or have the role assigned.",
      ],
      [
        "old-token",
        "the permission was granted after the token was issued",
        "Get a new token: a cached one can live for a day.",
      ],
    ],
    links: [errors, "https://learn.microsoft.com/graph/permissions-reference"],
  }),
  graph("not-found", {
    code: "Request_ResourceNotFound",
    title: "Graph: object not found",
    meaning: "No object of this id is in the directory that the token belongs to.",
    when: [
      "Request_ResourceNotFound",
      "Directory_ObjectNotFound",
      ["Resource", "does not exist or one of its queried reference-property objects are not present"],
    ],
    causes: [
      [
        "kind",
        "an id of another kind: an application id where an object id belongs, or the other way round",
        "Use the object id of the right kind of object (application or service principal).",
      ],
      ["directory", "an object of the other directory", "Sign in to the directory that holds it."],
      ["replication", "it was made seconds ago", "Wait and try again."],
    ],
    links: [errors],
  }),
  graph("empty-token", {
    code: "InvalidAuthenticationToken",
    title: "no token reached Graph",
    meaning: "The request carried an empty token, or none.",
    when: ["Access token is empty"],
    causes: [["empty", "the step before gave no token", "Look at that step: tegata token."]],
    links: [errors],
  }),
  graph("expired-token", {
    code: "InvalidAuthenticationToken",
    title: "the token has expired",
    meaning: "Graph got a token that is not valid any more, or not yet.",
    when: ["Access token has expired", "Lifetime validation failed, the token is expired"],
    causes: [
      [
        "expired",
        "the program held one token for longer than it lives",
        "Ask the credential for a token before each call; it caches by itself.",
      ],
      ["clock", "the machine's clock", "Set the clock by a time server."],
    ],
    links: [errors],
  }),
  graph("invalid-token", {
    code: "InvalidAuthenticationToken",
    title: "Graph does not accept the token",
    meaning: "The token is empty, expired, malformed or was issued for another resource.",
    when: [
      ["InvalidAuthenticationToken", "Access token validation failure"],
      ["InvalidAuthenticationToken", "graph"],
      "Access token validation failure",
      "CompactToken parsing failed",
      "CompactToken validation failed",
      "IDX14100",
      "JWT is not well formed",
    ],
    unless: ["Access token is empty", "Access token has expired", "the token is expired"],
    causes: [
      ["audience", "a token for another resource", "Ask for https://graph.microsoft.com/.default."],
      ["expired", "the token has expired", "Get a new one; check the clock."],
      ["empty", "no token reached the request", "Look at the step that was to give it: tegata token."],
    ],
    links: [errors],
  }),
  graph("no-app-license", {
    code: "Authentication_MissingTenant",
    title: "the token names no directory",
    meaning: "The token or the request lacks what tells Graph which directory is meant.",
    when: [
      "Authorization_IdentityNotFound",
      "Authentication_MissingTenant",
      "The identity of the calling application could not be established",
    ],
    causes: [
      [
        "no-principal",
        "the application has no service principal in the directory of the token",
        "Create it: az ad sp create --id <application id>.",
      ],
      ["common", "a token from the common endpoint", "Ask for a token of one directory."],
    ],
    links: [errors],
  }),
];
