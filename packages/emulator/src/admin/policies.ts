import type { Hono } from "hono";
import type { Context } from "../context.ts";
import type { DirectoryPolicy } from "../directory/directory.ts";

type Body = Readonly<Record<string, unknown>>;

function texts(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    names.every((name) => typeof (value as Body)[name] === "string") &&
    Object.keys(value).every((name) => names.includes(name))
  );
}

function faultsOf(body: Body): string[] {
  const { federation, requiredClaims, conditionalAccess, ...unknown } = body;
  const faults = Object.keys(unknown).map((name) => `${name} is not known`);
  if (federation !== undefined && federation !== "disabled" && federation !== "blocked")
    faults.push("federation must be disabled or blocked, or absent");
  const claims: unknown[] = Array.isArray(requiredClaims) ? requiredClaims : [];
  if (
    requiredClaims !== undefined &&
    !(claims.length > 0 && claims.every((each) => texts(each, ["issuer", "claim", "value"])))
  )
    faults.push("requiredClaims must list objects of issuer, claim and value");
  const policies: unknown[] = Array.isArray(conditionalAccess) ? conditionalAccess : [];
  const isPolicy = (each: unknown): boolean => {
    const { id, clientIds } = (each ?? {}) as Body;
    return typeof id === "string" && Array.isArray(clientIds) && clientIds.every((one) => typeof one === "string");
  };
  if (conditionalAccess !== undefined && !(policies.length > 0 && policies.every(isPolicy)))
    faults.push("conditionalAccess must list objects of id and clientIds");
  return faults;
}

/** What a directory's administrator forbids; an empty object forbids nothing. */
export function servePolicies(app: Hono, context: Context): void {
  app.put("/directories/:name/policy", async (call) => {
    const directory = context.truth.directories.find(({ name }) => name === call.req.param("name"));
    if (!directory)
      return call.json({ error: { code: "unknown-directory", message: "There is no such directory." } }, 404);
    const value: unknown = await call.req.json<unknown>().catch(() => undefined);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const faults = isObject ? faultsOf(value as Body) : ["the body must be a JSON object"];
    if (faults.length > 0) return call.json({ error: { code: "wrong-policy", message: faults.join("; ") } }, 400);
    directory.policy = value as DirectoryPolicy;
    await context.store.save();
    return call.json(directory.policy);
  });
}
