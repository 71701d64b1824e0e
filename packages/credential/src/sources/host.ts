// Which host this is. Reads the variables that a host sets.
import { appServiceIdentity, imds } from "@tegata/core";
import { isProjectedHost } from "../assertion-checks.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import type { Environment } from "../world.ts";

export type Host =
  | { readonly kind: "appService"; readonly url: string; readonly header: string }
  | { readonly kind: "imds"; readonly origin: string };

function value(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function unsupported(host: string, why: string): CrossTenantCredentialError {
  return new CrossTenantCredentialError("identity.unsupported-host", `this looks like ${host}, ${why}`, {
    hop: 1,
    unavailable: true,
    fix: "Run on App Service, Functions, Container Apps or a virtual machine, with a user-assigned managed identity.",
  });
}

/**
 * The Azure SDKs exchange the pod's token for the identity's own here, and call the result a managed identity's token.
 * It cannot be exchanged again: AADSTS700231, https://github.com/Azure/azure-workload-identity/issues/1363.
 */
function projected(): CrossTenantCredentialError {
  const message = "this is a pod of AKS workload identity, whose managed identity is itself reached by an exchange";
  return new CrossTenantCredentialError("identity.unsupported-host", message, {
    hop: 1,
    unavailable: true,
    fix: "Use projectedToken() and let the application trust the cluster's issuer itself.",
  });
}

/**
 * The host, in the order of MSAL: Service Fabric, App Service, Azure ML, Cloud Shell, Arc, else a virtual machine. The
 * hosts that cannot serve are told apart in order to be refused by name.
 *
 * @see https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/dev/lib/msal-node/docs/managed-identity.md
 * @throws CrossTenantCredentialError `identity.unsupported-host`
 */
export function detectHost(environment: Environment): Host {
  const url = value(environment, appServiceIdentity.endpointVariable);
  const header = value(environment, appServiceIdentity.headerVariable);
  if (url && header) {
    if (value(environment, "IDENTITY_SERVER_THUMBPRINT")) {
      throw unsupported("Service Fabric", "whose identity endpoint this version does not speak to");
    }
    if (!isHttpUrl(url)) throw unsupported("App Service", "but IDENTITY_ENDPOINT is not an http URL");
    return { kind: "appService", url, header };
  }
  if (value(environment, "MSI_ENDPOINT")) {
    throw value(environment, "MSI_SECRET")
      ? unsupported("Azure Machine Learning", "whose identity endpoint this version does not speak to")
      : unsupported("Cloud Shell", "which carries no user-assigned identity");
  }
  if (url && value(environment, "IMDS_ENDPOINT")) {
    throw unsupported("an Azure Arc server", "which carries no user-assigned identity");
  }
  if (isProjectedHost(environment)) throw projected();
  const origin = value(environment, imds.originVariable) ?? imds.origin;
  if (!isHttpUrl(origin)) throw unsupported("a virtual machine", `but ${imds.originVariable} is not an http URL`);
  return { kind: "imds", origin };
}
