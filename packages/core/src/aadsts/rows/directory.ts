import { inferred } from "../../provenance.ts";
import type { AadstsRow } from "../row.ts";
import { documentedCode, reference, seenAndDocumented } from "./sources.ts";

/** Which directory and which cloud a request means. */
export const directoryRows: readonly AadstsRow[] = [
  {
    code: 90002,
    status: 400,
    error: "invalid_request",
    title: "directory not found",
    template:
      "Tenant '{tenant}' not found. Check that the tenant ID is right and that you are signing in to the right cloud. It may also be that the tenant has no active subscription.",
    causes: ["a typing error in the tenant id", "another cloud's authority"],
    fixes: [
      "Compare the tenant id with the directory's overview page.",
      "Use the authority of the directory's own cloud.",
    ],
    provenance: seenAndDocumented,
  },
  {
    code: 900021,
    status: 400,
    error: "invalid_request",
    title: "empty tenant id",
    template: "Requested tenant identifier '{tenant}' is not valid. Tenant identifiers may not be an empty GUID.",
    causes: ["a setting that was never filled in"],
    fixes: ["Set the resource directory's tenant id."],
    provenance: documentedCode,
  },
  {
    code: 900023,
    status: 400,
    error: "invalid_request",
    title: "tenant is neither id nor domain",
    template: "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
    causes: ["a display name where the id or a verified domain belongs"],
    fixes: ["Use the tenant id."],
    provenance: seenAndDocumented,
  },
  {
    code: 9001023,
    status: 400,
    error: "invalid_request",
    title: "no single directory named",
    template: "The grant type is not supported over the /{tenant} endpoint. Name one tenant in the endpoint.",
    causes: ["an app-only request to common, organizations or consumers"],
    fixes: ["Put the resource directory's tenant id in the authority."],
    provenance: inferred(`${reference} documents the code; status and error string are not recorded`),
  },
  {
    code: 900382,
    status: 400,
    error: "invalid_request",
    title: "request crosses clouds",
    template: "Confidential client is not supported in cross cloud request.",
    causes: ["the directory belongs to another Azure cloud than the authority"],
    fixes: ["Use the authority of the cloud in which the directory is; nothing crosses clouds."],
    provenance: documentedCode,
  },
  {
    code: 900439,
    status: 400,
    error: "invalid_request",
    title: "endpoint of another cloud",
    template: "The request was sent to the endpoint of another cloud than the one the application belongs to.",
    causes: ["a US Government application asked at the public endpoint, or the other way round"],
    fixes: ["Use the authority of the application's cloud."],
    provenance: documentedCode,
  },
];
