import type { ChainCheckId } from "@tegata/core";
import type { Chain } from "../a-chain.ts";

/** One way to break a working chain. */
export interface Break {
  /** What was done, as a sentence. */
  readonly name: string;
  /** How: which interface it was done with. */
  readonly by: "Graph" | "Resource Manager" | "the wire" | "the environment";
  /** The check that must be named first when everybody looks. */
  readonly check: ChainCheckId;
  /** The check that the workload alone names; `null`: it cannot see it. Default: the same. */
  readonly alone?: ChainCheckId | null;
  /** What the explanation must say. */
  readonly says?: RegExp;
  /** How many repairs it takes. Default 1; 0: it is repaired outside of Azure. */
  readonly repairs?: number;
  /** What it writes over besides its own subject, or keeps anybody from seeing. */
  readonly hides?: RegExp;
  readonly does: (chain: Chain) => Promise<void> | void;
}

/** Where things are in a chain. */
export interface Places {
  readonly identity: string;
  readonly host: string;
  readonly application: string;
  readonly credentials: string;
  readonly principal: string;
  readonly account: string;
  readonly project: string;
}

const arm = "https://management.azure.com";
const graph = "https://graph.microsoft.com/v1.0";

export function placesIn({ outcome, home }: Chain): Places {
  const [first] = outcome.resources;
  const group = `${arm}/subscriptions/${home.subscriptionId}/resourceGroups/rg-app/providers`;
  const scope = first?.grants[0]?.scope ?? "";
  return {
    identity: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders`,
    host: `${group}/Microsoft.Web/sites/app-orders`,
    application: `${graph}/applications/${outcome.applicationObjectId}`,
    credentials: `${graph}/applications/${outcome.applicationObjectId}/federatedIdentityCredentials`,
    principal: `${graph}/servicePrincipals/${first?.servicePrincipalObjectId}`,
    account: `${arm}${scope}`,
    project: `${arm}${first?.grants[1]?.scope}`,
  };
}
