import type { Context } from "../../context.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import type { Resource } from "../../resources/resource.ts";
import { findResource } from "../../resources/resource.ts";

const accounts = "Microsoft.CognitiveServices/accounts";

/** Where a request goes: an account, a project of it by name, and the path below. */
export interface Place {
  readonly account: Resource | undefined;
  readonly projectName: string;
  /** `/assistants`, `/openai/v1/responses`, … */
  readonly path: string;
}

function accountsOf({ store }: Context): Resource[] {
  return store.state.arm.resources.filter(({ type }) => type === accounts);
}

/** The account that a host name means: names are unique over all directories, as in Azure. */
function accountOfHost(context: Context, host: string): Resource | undefined {
  const label = host.split(".")[0]?.toLowerCase();
  return accountsOf(context).find(({ name, properties }) => {
    const domain = properties["customSubDomainName"];
    return (typeof domain === "string" ? domain : name).toLowerCase() === label;
  });
}

export function findProject({ store }: Context, account: Resource, name: string): Resource | undefined {
  return findResource(store.state.arm, `${account.id}/projects/${name}`);
}

/** Without an account's name: the only account that has such a project. */
function onlyAccountWith(context: Context, projectName: string): Resource | undefined {
  const having = accountsOf(context).filter((account) => findProject(context, account, projectName));
  return having.length === 1 ? having[0] : undefined;
}

/** A path's segment as it was meant; one that is not well encoded stands for itself. */
export function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/**
 * Reads where a request goes. Behind Microsoft's names the host says the account; at the emulator's own origin the first
 * segment does (`/fabrikamai/api/projects/agents`), or nothing, when only one account has a project of that name.
 */
export function placeOf(context: Context, url: URL): Place | undefined {
  const [, prefix, projectName, path = ""] = /^\/(?:([^/]+)\/)?api\/projects\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
  if (projectName === undefined) return undefined;
  const project = decode(projectName);
  if (serviceOfMicrosoftName(context.cloud, url.hostname) === "foundry") {
    return { account: accountOfHost(context, url.hostname), projectName: project, path };
  }
  const account = prefix === undefined ? onlyAccountWith(context, project) : accountOfHost(context, decode(prefix));
  return { account, projectName: project, path };
}
