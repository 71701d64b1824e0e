import type { FederatedCredential } from "./credential.ts";

/**
 * Limits of federated identity credentials.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export const federatedCredentialLimits: {
  readonly perApplication: number;
  readonly nameLength: { readonly min: number; readonly max: number };
  readonly namePattern: RegExp;
  readonly valueLength: number;
  readonly audiences: number;
} = {
  perApplication: 20,
  nameLength: { min: 3, max: 120 },
  /** Letters, digits, `-` and `_`, beginning with a letter or digit. */
  namePattern: /^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/,
  valueLength: 600,
  audiences: 1,
};

/** Every fault in a federated identity credential that is about to be written, as sentences; empty when there is none. */
export function findCredentialFaults(
  credential: FederatedCredential & { readonly description?: string | null },
): string[] {
  const { namePattern, valueLength } = federatedCredentialLimits;
  const faults: string[] = [];
  if (!namePattern.test(credential.name)) {
    faults.push("name must have 3 to 120 letters, digits, - or _, and begin with a letter or digit");
  }
  const isFlexible = (credential.claimsMatchingExpression?.value ?? "") !== "";
  if (isFlexible && credential.subject !== "") faults.push("subject and claimsMatchingExpression exclude each other");
  for (const part of ["issuer", "subject"] as const) {
    if (credential[part].length === 0 && !(isFlexible && part === "subject")) faults.push(`${part} must not be empty`);
    if (credential[part].length > valueLength) faults.push(`${part} must not be longer than ${valueLength} characters`);
  }
  if (credential.audiences.length !== 1) faults.push("audiences must hold exactly one value");
  if (credential.audiences.some((audience) => audience.length === 0 || audience.length > valueLength)) {
    faults.push(`the audience must have 1 to ${valueLength} characters`);
  }
  if ((credential.description ?? "").length > valueLength) {
    faults.push(`description must not be longer than ${valueLength} characters`);
  }
  return faults;
}
