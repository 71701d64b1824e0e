import { findBuiltInRole } from "./roles.ts";

const agents = "Foundry Agent Consumer to talk to agents, or Foundry User to manage them too";

/** Whether a scope is a Foundry account, a project of one, or an agent of a project. */
function isFoundry(scope: string): boolean {
  return /\/providers\/Microsoft\.CognitiveServices\/accounts\/[^/]+/i.test(scope);
}

/**
 * Why a role does not do what its name promises at a scope, and which one does; undefined when nothing is known
 * against it. Microsoft says so of *Azure AI Developer* and of the roles named *Cognitive Services …* for projects of
 * Foundry.
 *
 * @param role a name, present or former, or an id
 * @see https://learn.microsoft.com/azure/foundry/concepts/rbac-foundry
 *
 * @example
 * ```ts
 * import { roleAdvice } from "@tegata/core";
 *
 * const project = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/projects/p";
 * console.log(roleAdvice("Azure AI Developer", project)); // Azure AI Developer is for …
 * ```
 */
export function roleAdvice(role: string, scope: string): string | undefined {
  const name = findBuiltInRole(role)?.name ?? role;
  if (!isFoundry(scope)) return undefined;
  if (name === "Azure AI Developer") {
    return `Azure AI Developer is for workspaces of Machine Learning and opens no agent of Foundry; use ${agents}`;
  }
  if (!/^Cognitive Services /i.test(name)) return undefined;
  return `${name} is not for projects of Foundry; use ${agents}`;
}
