// The home directory: the application and what it trusts.
import type { Chain } from "../a-chain.ts";
import type { Break } from "./break.ts";
import { placesIn } from "./break.ts";

const credential = "tegata-id-orders";

/** Changes the credential that tegata apply made. */
function change(body: (chain: Chain) => object): Break["does"] {
  return async (chain) => {
    await chain.home.call(`PATCH ${placesIn(chain).credentials}/${credential}`, body(chain));
  };
}

async function remove(chain: Chain): Promise<void> {
  await chain.home.call(`DELETE ${placesIn(chain).credentials}/${credential}`);
}

const issuerOf = (tenantId: string): string => `https://login.microsoftonline.com/${tenantId}/v2.0`;
const audience = "api://AzureADTokenExchange";

export const homeBreaks: readonly Break[] = [
  {
    name: "the application is deleted",
    by: "Graph",
    check: "application.exists",
    says: /restored/,
    does: async (chain) => {
      await chain.home.call(`DELETE ${placesIn(chain).application}`);
    },
  },
  {
    name: "the application is deleted for good",
    by: "Graph",
    check: "application.exists",
    // A new one has a new client id: the workload must be told, and the resource directory must know it.
    repairs: 3,
    does: async (chain) => {
      const { application } = placesIn(chain);
      await chain.home.call(`DELETE ${application}`);
      await chain.home.call(`DELETE ${application.replace("/applications/", "/directory/deletedItems/")}`);
    },
  },
  {
    name: "the application is for its own directory only",
    by: "Graph",
    check: "application.audience",
    does: async (chain) => {
      await chain.home.call(`PATCH ${placesIn(chain).application}`, { signInAudience: "AzureADMyOrg" });
    },
  },
  { name: "the credential is deleted", by: "Graph", check: "credential.exists", does: remove },
  {
    name: "the credential is on another application",
    by: "Graph",
    check: "credential.exists",
    does: async (chain) => {
      const { home, outcome } = chain;
      await remove(chain);
      const other = await home.call("POST https://graph.microsoft.com/v1.0/applications", { displayName: "other" });
      const subject = outcome.managedIdentity?.principalId;
      const body = { name: "identity", issuer: issuerOf(home.tenantId), subject, audiences: [audience] };
      await home.call(
        `POST https://graph.microsoft.com/v1.0/applications/${String(other["id"])}/federatedIdentityCredentials`,
        body,
      );
    },
  },
  {
    name: "the credential's issuer ends in a slash",
    by: "Graph",
    check: "credential.issuer",
    says: /slash at the end/,
    does: change(({ home }) => ({ issuer: `${issuerOf(home.tenantId)}/` })),
  },
  {
    name: "the credential's issuer is that of v1 tokens",
    by: "Graph",
    check: "credential.issuer",
    says: /v1 tokens/,
    does: change(({ home }) => ({ issuer: `https://sts.windows.net/${home.tenantId}/` })),
  },
  {
    name: "the credential's issuer is the resource directory",
    by: "Graph",
    check: "credential.issuer",
    does: change(({ resource }) => ({ issuer: issuerOf(resource.tenantId) })),
  },
  {
    name: "the credential's issuer lacks /v2.0",
    by: "Graph",
    check: "credential.issuer",
    does: change(({ home }) => ({ issuer: issuerOf(home.tenantId).replace("/v2.0", "") })),
  },
  {
    name: "the credential's subject is the identity's client id",
    by: "Graph",
    check: "credential.subject",
    says: /client id/,
    does: change(({ outcome }) => ({ subject: outcome.managedIdentity?.clientId })),
  },
  {
    name: "the credential's subject is in upper case",
    by: "Graph",
    check: "credential.subject",
    says: /upper and lower case/,
    does: change(({ outcome }) => ({ subject: outcome.managedIdentity?.principalId.toUpperCase() })),
  },
  {
    name: "the credential's subject is the application's object id",
    by: "Graph",
    check: "credential.subject",
    does: change(({ outcome }) => ({ subject: outcome.applicationObjectId })),
  },
  {
    name: "the credential is made again by hand, for another identity",
    by: "Graph",
    check: "credential.subject",
    does: async (chain) => {
      await remove(chain);
      const body = {
        name: credential,
        issuer: issuerOf(chain.home.tenantId),
        subject: "99999999-9999-4999-8999-999999999999",
        audiences: [audience],
      };
      await chain.home.call(`POST ${placesIn(chain).credentials}`, body);
    },
  },
  {
    name: "the credential's audience is Resource Manager",
    by: "Graph",
    check: "credential.audience",
    does: change(() => ({ audiences: ["https://management.azure.com"] })),
  },
  {
    name: "the credential's audience is the exchange's GUID",
    by: "Graph",
    check: "credential.audience",
    does: change(() => ({ audiences: ["fb60f99c-7a34-4190-8149-302f77469936"] })),
  },
  {
    name: "the credential's audience is that of another cloud",
    by: "Graph",
    check: "credential.audience",
    does: change(() => ({ audiences: ["api://AzureADTokenExchangeUSGov"] })),
  },
];
