/** A federated identity credential: which outside token an application accepts in place of a secret. */
export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  /** Empty where an expression takes its place. */
  readonly subject: string;
  /** Exactly one. */
  readonly audiences: readonly string[];
  /** A flexible credential's expression, in place of the subject. */
  readonly claimsMatchingExpression?: { readonly value: string; readonly languageVersion: number } | null;
}

/** What of an assertion a federated identity credential is compared with. */
export interface AssertionIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** The audience as a credential would name it: for tokens of Microsoft Entra the exchange URI, not its GUID. */
  readonly audience: string;
}

export type CredentialPart = "issuer" | "subject" | "audience";

/** How one part of a credential compares with the assertion. */
export interface PartComparison {
  readonly part: CredentialPart;
  readonly outcome: "equal" | "differs only in case" | "differs";
  readonly wanted: string;
  readonly saw: string;
}

function comparePart(part: CredentialPart, wanted: string, saw: string): PartComparison {
  if (wanted === saw) return { part, outcome: "equal", wanted, saw };
  const onlyCase = wanted.toLowerCase() === saw.toLowerCase();
  return { part, outcome: onlyCase ? "differs only in case" : "differs", wanted, saw };
}

/**
 * Compares a credential with an assertion, part by part, to the letter.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes
 */
export function compareCredential(
  credential: FederatedCredential,
  assertion: AssertionIdentity,
): readonly [PartComparison, PartComparison, PartComparison] {
  return [
    comparePart("issuer", credential.issuer, assertion.issuer),
    comparePart("subject", credential.subject, assertion.subject),
    comparePart("audience", credential.audiences[0] ?? "", assertion.audience),
  ];
}

/** The credential that an assertion satisfies, if one does. */
export function findMatchingCredential(
  credentials: readonly FederatedCredential[],
  assertion: AssertionIdentity,
): FederatedCredential | undefined {
  return credentials.find((credential) =>
    compareCredential(credential, assertion).every((part) => part.outcome === "equal"),
  );
}
