import type { Check, Failed } from "../check.ts";
import { pass } from "../check.ts";
import { documented, inferred, recorded } from "../provenance.ts";

const suffix = "/.default";

/**
 * Scopes of sign-ins. MSAL for Go and MSAL for Java add the first three to every request, those of client credentials
 * too, and their users get tokens: so they do not count beside a resource.
 */
const signInScopes: ReadonlySet<string> = new Set(["openid", "offline_access", "profile", "email"]);

/** The values that count: without those of sign-ins, unless there are no others. */
function valuesOf(scope: string): string[] {
  const all = scope.split(" ").filter((part) => part !== "");
  const counting = all.filter((part) => !signInScopes.has(part));
  return counting.length > 0 ? counting : all;
}

/**
 * The resource that a `…/.default` scope asks for: the text without its last `/.default`. A resource that ends in a
 * slash is written with two (`https://management.azure.com//.default`). Scopes of sign-ins beside it do not count.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#the-default-scope
 */
export function resourceOfScope(text: string): string | undefined {
  const scope = text.split(" ").some((part) => signInScopes.has(part)) ? valuesOf(text).join(" ") : text;
  return scope.endsWith(suffix) && scope.length > suffix.length ? scope.slice(0, -suffix.length) : undefined;
}

/** The scope that asks for a resource: the resource and `/.default`. */
export function scopeOfResource(resource: string): string {
  return `${resource}${suffix}`;
}

export interface ScopeFacts {
  /** The `scope` parameter as it was sent. */
  readonly scope: string;
}

function values(facts: ScopeFacts): string[] {
  return valuesOf(facts.scope);
}

/**
 * Permissions of several resources. reference-error-codes names 700022 InvalidMultipleResourcesScope; two `/.default`
 * in one request were seen as 70011.
 */
function namesSeveralResources(facts: ScopeFacts): boolean {
  const parts = values(facts);
  const resources = parts.map((part) => part.slice(0, part.lastIndexOf("/")));
  return parts.every((part) => !part.endsWith(suffix)) && new Set(resources).size > 1;
}

function failed(facts: ScopeFacts, wanted: string): Failed {
  return { ok: false, wanted, saw: `"${facts.scope}"`, values: { scope: facts.scope } };
}

/** What the `scope` of a client credentials request must look like, in order. */
export const scopeChecks: readonly Check<ScopeFacts>[] = [
  {
    id: "scope.present",
    requires: "the scope names a resource",
    failsWith: 70011,
    provenance: documented("https://learn.microsoft.com/entra/identity-platform/reference-error-codes"),
    run: (facts) => (values(facts).length > 0 ? pass() : failed(facts, "a resource and /.default")),
  },
  {
    id: "scope.single-resource",
    requires: "the scope names one resource only, scopes of sign-ins aside",
    failsWith: 70011,
    provenance: inferred(
      "https://learn.microsoft.com/entra/identity-platform/reference-error-codes has the refusal; that openid, offline_access and profile do not count is seen in MSAL for Go and for Java, which send them with every request (https://github.com/AzureAD/microsoft-authentication-library-for-go/blob/main/apps/internal/oauth/ops/accesstokens/accesstokens.go)",
    ),
    run: (facts) => {
      if (values(facts).length === 1) return pass();
      const failure = failed(facts, "one value");
      return namesSeveralResources(facts) ? { ...failure, code: 700022 } : failure;
    },
  },
  {
    id: "scope.default",
    requires: "the scope ends in /.default",
    failsWith: 1002012,
    provenance: recorded("https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow"),
    run: (facts) =>
      resourceOfScope(values(facts)[0] as string) === undefined
        ? failed(facts, "the resource's identifier with /.default behind it")
        : pass(facts.scope),
  },
  {
    id: "scope.default-once",
    requires: "the scope ends in /.default once",
    failsWith: 70011,
    provenance: recorded(
      "a real answer was seen in public; the code is documented at https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
    ),
    run: (facts) =>
      (resourceOfScope(values(facts)[0] as string) as string).endsWith(suffix)
        ? failed(facts, "one /.default")
        : pass(facts.scope),
  },
];

/** A resource that a request to the v2.0 endpoint names beside its scope. */
export interface ResourceParameterFacts extends ScopeFacts {
  /** The `resource` parameter as it was sent. */
  readonly resource: string;
}

function isUri(name: string): boolean {
  return name.includes(":");
}

/** Names as they are compared: a final slash and case do not count. */
function comparable(name: string): string {
  return name.replace(/\/$/, "").toLowerCase();
}

/** What a request to the v2.0 endpoint must keep to that carries `resource` as well. */
export const resourceParameterChecks: readonly Check<ResourceParameterFacts>[] = [
  {
    id: "scope.resource-parameter",
    requires: "a resource that is named beside the scope is the scope's own",
    failsWith: 9010010,
    provenance: inferred(
      "https://github.com/microsoft/azure-devops-mcp/issues/1511 quotes the refusal, for sign-ins, since March 2026; that client credentials meet it too, and that names are compared as texts, is concluded",
    ),
    run: (facts) => {
      const wanted = resourceOfScope(facts.scope.trim()) ?? "";
      // An application id beside a URI may well mean the same: only the directory knows.
      const isOther = isUri(wanted) && isUri(facts.resource) && comparable(wanted) !== comparable(facts.resource);
      return isOther ? { ok: false, wanted, saw: facts.resource } : pass(facts.resource);
    },
  },
];
