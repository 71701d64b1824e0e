// What a role's scope means for calls: which service, which account, which container or project.
import { findBuiltInRole } from "@tegata/core";
import type { RoleGrant } from "../configuration/configuration.ts";

export type DataKind = "blob" | "foundry" | "resourceManager";

/** The parts of a scope that data calls need. */
export interface Target {
  readonly account?: string;
  readonly container?: string;
  readonly project?: string;
}

export function targetOf(scope: string): Target {
  const part = (name: string): string | undefined => new RegExp(`/${name}/([^/]+)`, "i").exec(scope)?.[1];
  const isFoundry = /\/Microsoft\.CognitiveServices\/accounts\//i.test(scope);
  const account = isFoundry ? part("accounts") : part("storageAccounts");
  const [container, project] = [part("containers"), isFoundry ? part("projects") : undefined];
  return {
    ...(account === undefined ? {} : { account }),
    ...(container === undefined ? {} : { container }),
    ...(project === undefined ? {} : { project }),
  };
}

/** Which service a role's data lies in, by what it allows and by where it is granted. */
export function kindOfScope({ role, scope }: Pick<RoleGrant, "role" | "scope">): DataKind {
  const permissions = findBuiltInRole(role)?.permissions;
  const managesOnly = permissions !== undefined && permissions.dataActions.length === 0;
  if (managesOnly) return "resourceManager";
  if (/\/Microsoft\.Storage\/storageAccounts\//i.test(scope)) return "blob";
  if (/\/Microsoft\.CognitiveServices\/accounts\//i.test(scope)) return "foundry";
  const actions = (permissions?.dataActions ?? []).join(" ");
  if (/Microsoft\.Storage\//i.test(actions) || /^storage blob/i.test(role)) return "blob";
  return /Microsoft\.CognitiveServices\//i.test(actions) ? "foundry" : "resourceManager";
}

/** A resource as Resource Manager is asked for it. */
export interface ArmTarget {
  readonly id: string;
  readonly apiVersion: string;
}

/** The account that a scope lies on or in, which has the network rules; for a wider scope, that scope itself. */
export function networkResourceOf(scope: string): ArmTarget {
  const account = /^.*\/Microsoft\.(Storage\/storageAccounts|CognitiveServices\/accounts)\/[^/]+/i.exec(scope)?.[0];
  if (account !== undefined) return { id: account, apiVersion: /storage/i.test(account) ? "2023-05-01" : "2024-10-01" };
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(scope);
  const subscription = /^\/subscriptions\/[^/]+$/i.test(scope);
  return { id: scope, apiVersion: subscription ? "2022-12-01" : group ? "2021-04-01" : "2024-01-01" };
}
