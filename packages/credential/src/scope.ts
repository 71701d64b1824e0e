import { judge, scopeChecks } from "@tegata/core";
import { CrossTenantCredentialError } from "./errors.ts";

function invalid(message: string): CrossTenantCredentialError {
  return new CrossTenantCredentialError("scope.invalid", message, {
    fix: "Ask for one resource at a time, as its identifier with /.default behind it: https://storage.azure.com/.default.",
  });
}

/** The one scope that is asked for. Runs on every call, cached or not, so it only counts. */
export function onlyScope(scopes: string | readonly string[]): string {
  const scope: unknown = Array.isArray(scopes) ? (scopes.length === 1 ? scopes[0] : undefined) : scopes;
  if (typeof scope === "string" && !scope.includes(" ")) return scope;
  throw invalid("more than one scope, or none, was asked for");
}

/** Refuses a scope that the token service would refuse. @throws CrossTenantCredentialError `scope.invalid` */
export function requireScope(scope: string): void {
  const { verdicts, refusal } = judge(scopeChecks, { scope });
  if (!refusal) return;
  const verdict = verdicts.find((candidate) => candidate.outcome === "failed");
  throw invalid(`the scope is refused: ${verdict?.requires}, saw ${verdict?.saw}`);
}
