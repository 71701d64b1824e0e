import type { Operator } from "../../src/index.ts";

/** Stands for anything secret; no message may ever hold it. */
export const canary = "canary-b7f1";

/** An unsigned token of a directory. The fake services read it; the engine reads its tid only. */
export function aToken(claims: { readonly tid?: string; readonly aud: string }): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${canary}`;
}

/** Somebody signed in to a directory. */
export function anOperator(tid: string): Operator & { readonly scopes: string[] } {
  const scopes: string[] = [];
  return {
    scopes,
    tokenSource: (scope) => {
      scopes.push(scope);
      return Promise.resolve(aToken({ tid, aud: scope.replace(/\/\.default$/, "") }));
    },
  };
}
