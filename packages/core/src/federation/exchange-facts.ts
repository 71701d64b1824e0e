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
export type SignatureOutcome = "valid" | "unknown key" | "invalid" | "issuer unreachable";

/** What kind of principal a token of Microsoft Entra was issued to, read from its claims. */
export type EntraTokenKind = "user-assigned identity" | "system-assigned identity" | "application" | "user";

/** Everything that decides whether a federated assertion is taken for an application. */
export interface ExchangeFacts {
  readonly cloud: Cloud;
  readonly nowMs: number;
  readonly application: KnownApplication;
  /** The assertion as it was decoded; absent when it is not a JSON Web Token. */
  readonly assertion: DecodedToken | undefined;
  /** The directory of this cloud that the assertion's issuer names; absent for an outside issuer. */
  readonly issuerTenantId: string | undefined;
  readonly signature: SignatureOutcome;
  /** Only the token service knows this of the tokens it issued: no documented claim shows it. */
  readonly obtainedThroughFederation: boolean;
}
