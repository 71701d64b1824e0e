// Hop 1: what the refusal of a host's identity endpoint means.
// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#error-handling
import { findAadsts } from "../aadsts/parse.ts";
import type { Reading } from "./reading.ts";
import { isTimeout, outageSeconds, readSilence } from "./reading.ts";

/** What an identity endpoint answered. No status: it did not. */
export interface IdentityRefusal {
  readonly status?: number | undefined;
  /** Its message, redacted. */
  readonly message: string;
  readonly retryAfterSeconds?: number | undefined;
  /** `ECONNREFUSED`, when there was no answer. */
  readonly systemCode?: string | undefined;
  /** Whether it is a virtual machine's, at an address that leads nowhere outside of Azure. */
  readonly isMetadataService?: boolean;
}

/** The check that an identity endpoint's refusal breaks. */
export function readIdentityRefusal(refusal: IdentityRefusal): Reading {
  const { status, message, retryAfterSeconds, systemCode, isMetadataService = false } = refusal;
  const [mention] = findAadsts(message);
  if (mention?.code === 7000112)
    return { check: "identity.enabled", says: "the managed identity's service principal is disabled" };
  if (mention?.code === 700016)
    return { check: "identity.exists", says: "the home directory does not know the managed identity any more" };
  if (status === undefined && isMetadataService && isTimeout(systemCode)) {
    const says =
      "no instance metadata service answers here: this is no virtual machine of Azure, or its way is blocked";
    return { check: "identity.endpoint", says };
  }
  if (status === undefined) return { check: "identity.endpoint", ...readSilence("the identity endpoint", systemCode) };
  // Docker Desktop answers so in its stead: https://github.com/Azure/azure-sdk-for-js/issues/26898
  if (isMetadataService && (status === 401 || status === 403)) {
    const says =
      "what answers at the metadata service's address is not Azure's: a proxy, or no virtual machine of Azure";
    return { check: "identity.endpoint", says };
  }
  if (status === 401 || status === 403)
    return { check: "identity.endpoint", says: "the endpoint did not accept this process's IDENTITY_HEADER" };
  if (status === 429 || status === 410 || status >= 500) {
    const says = status === 429 ? "the identity endpoint is throttling" : "the identity endpoint has trouble";
    return { check: "identity.endpoint", says, passesInSeconds: retryAfterSeconds ?? outageSeconds };
  }
  if (/not found|no user assigned|no managed identity/i.test(message))
    return { check: "identity.assigned", says: "this host has no such identity: it is not assigned here, or gone" };
  return { check: "identity.endpoint", says: "the endpoint refused the request" };
}
