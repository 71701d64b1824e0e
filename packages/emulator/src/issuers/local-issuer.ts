import type { KeyHolder } from "../directory/signing-keys.ts";

/** An issuer that lives in the emulator: its tokens are verified without asking anybody. */
export interface LocalIssuer extends KeyHolder {
  /** What its tokens carry as `iss`, to the letter. */
  readonly issuer: string;
  readonly kind: "github" | "kubernetes" | "registered";
}

/** Where GitHub's tokens say they come from. */
export const githubIssuer = "https://token.actions.githubusercontent.com";

/** A cluster's issuer in the form that AKS gives it; the slash at the end is part of it. */
export const kubernetesIssuer =
  "https://japaneast.oic.prod-aks.azure.com/11111111-1111-4111-8111-111111111111/33333333-0000-4000-8000-0000000000e5/";

/** The issuers that every emulator has. Their keys are the emulator's own: no token of the real ones is taken here. */
export function builtInIssuers(): LocalIssuer[] {
  return [
    { issuer: githubIssuer, kind: "github", signingKeys: [] },
    { issuer: kubernetesIssuer, kind: "kubernetes", signingKeys: [] },
  ];
}
