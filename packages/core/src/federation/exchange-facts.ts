import type { Cloud } from "../cloud.ts";
import type { DecodedToken } from "../token/decode.ts";
import type { FederatedCredential } from "./credential.ts";

/** An application as the token service knows it, whichever directory owns it. */
export interface KnownApplication {
  readonly appId: string;
  readonly displayName: string;
  readonly homeTenantId: string;
  /** `AzureADMyOrg`, `AzureADMultipleOrgs`, … */
  readonly signInAudience: string;
  readonly federatedCredentials: readonly FederatedCredential[];
}

/** What the signature check of an assertion came to. It needs the issuer's keys, so it happens outside this package. */
export type SignatureOutcome =
  | "valid"
  | "unknown key"
  | "invalid"
  /** The issuer's discovery document cannot be read. */
  | "issuer unreachable"
  /** The discovery document can be read, the keys that it names cannot. */
  | "keys unreachable"
  /** What the issuer answers is no discovery document of its own. */
  | "issuer unusable";

/** What kind of principal a token of Microsoft Entra was issued to, read from its claims. */
export type EntraTokenKind = "user-assigned identity" | "system-assigned identity" | "application" | "user";

/** What an administrator of the application's directory has ruled about federation. */
export interface FederationPolicy {
  /** Whether federation is switched off in the directory (`disabled`) or kept out of it (`blocked`). */
  readonly federation?: "disabled" | "blocked";
  /** Claims that tokens of an issuer must carry: an issuer that serves many customers is bound to one of them. */
  readonly requiredClaims?: readonly { readonly issuer: string; readonly claim: string; readonly value: string }[];
}

/** The assertion as it was decoded; absent when it is not a JSON Web Token. */
export interface AssertionFacts {
  readonly assertion: DecodedToken | undefined;
}

/** Everything that decides whether a federated assertion is taken for an application. */
export interface ExchangeFacts extends AssertionFacts {
  readonly cloud: Cloud;
  readonly nowMs: number;
  readonly application: KnownApplication;
  /** Rules of the application's directory; none when absent. */
  readonly policy?: FederationPolicy;
  /** Whether what was last written to the application's credentials has reached the token service. Absent: it has. */
  readonly credentialsReplicated?: boolean;
  /** The directory of this cloud that the assertion's issuer names; absent for an outside issuer. */
  readonly issuerTenantId: string | undefined;
  readonly signature: SignatureOutcome;
  /** Only the token service knows this of the tokens it issued: no documented claim shows it. */
  readonly obtainedThroughFederation: boolean;
}
