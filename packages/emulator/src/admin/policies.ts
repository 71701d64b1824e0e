import type { Hono } from "hono";
import type { Context } from "../context.ts";
import type { DirectoryPolicy } from "../directory/directory.ts";
import { Input } from "./input.ts";

type RequiredClaims = NonNullable<DirectoryPolicy["requiredClaims"]>;
type ConditionalAccess = NonNullable<DirectoryPolicy["conditionalAccess"]>;

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isRequiredClaim(value: unknown): boolean {
  const { issuer, claim, value: wanted } = fieldsOf(value);
  return [issuer, claim, wanted].every((text) => typeof text === "string" && text !== "");
}

function isAccessPolicy(value: unknown): boolean {
  const { id, clientIds } = fieldsOf(value);
  return typeof id === "string" && Array.isArray(clientIds) && clientIds.every((each) => typeof each === "string");
}

function policyOf(input: Input): DirectoryPolicy {
  const federation = input.choice("federation", ["disabled", "blocked"]);
  const requiredClaims = input.list("requiredClaims");
  if (requiredClaims?.every(isRequiredClaim) === false)
    input.fault("requiredClaims must list objects of issuer, claim and value");
  const conditionalAccess = input.list("conditionalAccess");
  if (conditionalAccess?.every(isAccessPolicy) === false)
    input.fault("conditionalAccess must list objects of id and clientIds");
  input.end();
  return {
    ...(federation === undefined ? {} : { federation }),
    ...(requiredClaims === undefined ? {} : { requiredClaims: requiredClaims as RequiredClaims }),
    ...(conditionalAccess === undefined ? {} : { conditionalAccess: conditionalAccess as ConditionalAccess }),
  };
}

/** What a directory's administrator forbids; an empty object forbids nothing. */
export function servePolicies(app: Hono, context: Context): void {
  app.put("/directories/:name/policy", async (call) => {
    const input = await Input.of(call.req.raw);
    const directory = context.truth.directories.find(({ name }) => name === call.req.param("name"));
    if (!directory) input.fault("there is no such directory");
    const policy = policyOf(input);
    if (directory) directory.policy = policy;
    await context.store.save();
    return call.json(policy);
  });
}
