import type { ClientFacts, FederatedCredential } from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Application, Directory, ServicePrincipal } from "../../directory/directory.ts";
import { findApplication, findServicePrincipal } from "../../directory/directory.ts";

/** Who asks, as far as the directories know. A managed identity has a service principal and no application. */
export interface Client {
  readonly clientId: string;
  readonly displayName: string;
  readonly application: Application | undefined;
  /** The directory whose administrator made the application or identity. */
  readonly owner: Directory;
  /** In the directory that was asked; it may be missing. */
  readonly servicePrincipal: ServicePrincipal | undefined;
  readonly federatedCredentials: readonly FederatedCredential[];
}

export interface FoundClient {
  readonly facts: ClientFacts;
  /** Absent when nobody has that client id. */
  readonly client: Client | undefined;
}

export function findClient(context: Context, directory: Directory, clientId: string): FoundClient {
  const found = findApplication(context.store.state.directories, clientId);
  const servicePrincipal = findServicePrincipal(directory, clientId);
  const isManagedIdentity = servicePrincipal?.servicePrincipalType === "ManagedIdentity";
  const facts: ClientFacts = {
    tenantId: directory.tenantId,
    clientId,
    application: found && {
      displayName: found.application.displayName,
      homeTenantId: found.owner.tenantId,
      signInAudience: found.application.signInAudience,
    },
    servicePrincipal: servicePrincipal && { accountEnabled: servicePrincipal.accountEnabled, isManagedIdentity },
  };
  if (!found && !isManagedIdentity) return { facts, client: undefined };
  const client: Client = {
    clientId: clientId.toLowerCase(),
    displayName: found?.application.displayName ?? servicePrincipal?.displayName ?? "",
    application: found?.application,
    owner: found?.owner ?? directory,
    servicePrincipal,
    federatedCredentials:
      found?.application.federatedIdentityCredentials ?? servicePrincipal?.federatedIdentityCredentials ?? [],
  };
  return { facts, client };
}
