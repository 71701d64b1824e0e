// From the parser's and the schema's findings to sentences with a place in the file.
import type { Document, LineCounter } from "yaml";
import { isMap, isNode, isPair, isScalar } from "yaml";
import type { z } from "zod";
import { suggestion } from "./suggest.ts";

/** One fault in a configuration: where, and what about it. */
export interface ConfigurationFault {
  /** Dotted path, `resources[0].grants[1].role`; empty for the file as a whole. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
}

export type Path = readonly (string | number)[];

/** A parsed file and the means to find a line in it. */
export interface Source {
  readonly document: Document;
  readonly lines: LineCounter;
}

export function renderPath(path: Path): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

function offsetOf(document: Document, path: Path, atKey: boolean): number | undefined {
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
    const place =
      !atKey && isNode(pair?.value) && isScalar(pair.value) && pair.value.value !== null ? pair.value : pair?.key;
    return isNode(place) ? place.range?.[0] : undefined;
  }
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

/** A fault at a path; a key that is missing is shown where its parent begins. */
export function faultAt(source: Source, path: Path, message: string, atKey: boolean = false): ConfigurationFault {
  let place = path;
  let offset = place.length > 0 ? offsetOf(source.document, place, atKey) : 0;
  while (offset === undefined) {
    place = place.slice(0, -1);
    offset = place.length > 0 ? offsetOf(source.document, place, true) : 0;
  }
  const { line, col } = source.lines.linePos(offset);
  return { path: renderPath(path), line: Math.max(line, 1), column: Math.max(col, 1), message };
}

function unknownKeys(source: Source, issue: z.core.$ZodIssueUnrecognizedKeys, path: Path): ConfigurationFault[] {
  const known = keysOf(path);
  return issue.keys.map((key) => {
    // Known there, but to the other form of a grant.
    const isMixed = known.includes(key);
    const message = isMixed ? `stands beside ${others(key)}: ${forms}` : `unknown key ${key}${suggestion(key, known)}`;
    return faultAt(source, [...path, key], message, true);
  });
}

const forms = "a grant has either role and scope, or api and appRole";

function others(key: string): string {
  return key === "api" || key === "appRole" ? "a role or a scope" : "an api or an appRole";
}

/** The keys that a mapping may have, by where it stands. */
function keysOf(path: Path): readonly string[] {
  const place = path.filter((part) => typeof part === "string").join(".");
  return keys[place] ?? [];
}

const keys: Readonly<Record<string, readonly string[]>> = {
  "": ["version", "cloud", "home", "resources"],
  home: ["tenantId", "subscriptionId", "resourceGroup", "location", "identity", "hosts", "application", "trusts"],
  "home.hosts": ["kind", "name", "resourceGroup", "subscriptionId"],
  "home.application": ["name", "clientId", "noSecretsPolicy"],
  "home.trusts": ["issuer", "subject", "audience", "name"],
  resources: ["tenantId", "grants"],
  "resources.grants": ["role", "scope", "api", "appRole"],
};

// A pod's token comes out of a federation itself, and such a token is refused as an assertion (AADSTS700231):
// https://github.com/Azure/azure-workload-identity/issues/1363
const notOnKubernetes =
  "a pod's managed identity token cannot be exchanged (AADSTS700231); name no host, and trust the service account itself: trusts: [{ issuer: <the cluster's OIDC issuer URL>, subject: system:serviceaccount:<namespace>:<account> }]";

function isKubernetes(value: unknown): boolean {
  return typeof value === "string" && /^(aks|kubernetes|k8s|managedCluster|pod)$/i.test(value);
}

function describe(issue: z.core.$ZodIssue, isMissing: boolean): string {
  if (isMissing) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${issue.expected === "array" ? "a list" : issue.expected === "object" ? "a mapping" : `a ${issue.expected}`}`;
    case "invalid_value":
      return `must be ${issue.values.map(String).join(" or ")}`;
    default:
      return issue.message;
  }
}

function union(source: Source, issue: z.core.$ZodIssueInvalidUnion, path: Path): ConfigurationFault[] {
  const value: unknown = source.document.getIn(path, true);
  if (!isMap(value)) {
    if (path.at(-2) === "grants")
      return [faultAt(source, path, "must be a mapping with role and scope, or api and appRole")];
    return [faultAt(source, path, "must be managedIdentity, or a mapping with issuer and subject")];
  }
  return (branchOf(issue, path, (key) => source.document.hasIn([...path, key])) ?? []).flatMap((inner) =>
    faultsOfIssue(source, inner, path),
  );
}

/** The faults of the form that was meant: of a grant by its keys, of a trust the mapping. */
function branchOf(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  has: (key: string) => boolean,
): readonly z.core.$ZodIssue[] | undefined {
  if (path.at(-2) !== "grants") return issue.errors[1];
  const isAppRole = (has("api") || has("appRole")) && !has("role") && !has("scope");
  return issue.errors[isAppRole ? 1 : 0];
}

/** The faults that one finding of the schema stands for. */
export function faultsOfIssue(source: Source, issue: z.core.$ZodIssue, prefix: Path = []): ConfigurationFault[] {
  const path: Path = [...prefix, ...issue.path.map((part) => (typeof part === "symbol" ? String(part) : part))];
  if (issue.code === "unrecognized_keys") return unknownKeys(source, issue, path);
  if (issue.code === "invalid_union") return union(source, issue, path);
  const isMissing = path.length > 0 && !source.document.hasIn(path);
  if (path.at(-3) === "hosts" && path.at(-1) === "kind" && isKubernetes(source.document.getIn(path))) {
    return [faultAt(source, path, notOnKubernetes)];
  }
  return [faultAt(source, path, describe(issue, isMissing))];
}
