import type { RequestIds } from "../errors.ts";

/**
 * Where it failed: 1 the workload's own identity token, 2 the exchange at the token service, 3 the resource; `"setup"`
 * while somebody was configuring the chain.
 */
export type FailedHop = 1 | 2 | 3 | "setup";

/** Who refused. `"client"`: nothing left the machine. */
export type ExplainedService =
  | "entra"
  | "imds"
  | "appService"
  | "managedIdentity"
  | "graph"
  | "resourceManager"
  | "storage"
  | "foundry"
  | "keyVault"
  | "sql"
  | "serviceBus"
  | "cosmosDb"
  | "githubActions"
  | "azurePipelines"
  | "kubernetes"
  | "client";

export type Likelihood = "high" | "medium" | "low";

/** One way it may have come about, and what repairs that. */
export interface ExplainedCause {
  /** Stable: `entra.700213.client-id`. */
  readonly id: string;
  readonly cause: string;
  readonly likelihood: Likelihood;
  readonly fix: string;
}

/** One error that a text tells of. */
export interface ExplainedError {
  /** False: not known, or another subject than the chain. */
  readonly ok: boolean;
  readonly hop: FailedHop | null;
  readonly service: ExplainedService | null;
  /** As the service spells it: `AADSTS700213`, `AuthorizationPermissionMismatch`. */
  readonly code: string | null;
  readonly title: string;
  /** What happened at that hop, in a sentence. */
  readonly meaning: string;
  /** Which other subject this is: `"a person's sign-in"`, `"name resolution"`. */
  readonly subject?: string;
  /** The likeliest first, given the values in the text. */
  readonly causes: readonly ExplainedCause[];
  readonly links: readonly string[];
  /** What stands in the text: issuer, subject, tenant … Never a secret. */
  readonly values: Readonly<Record<string, string>>;
  /** How often the text has it: retries and duplicates are one error. */
  readonly times: number;
}

/** What a text comes to. The first error is the root; those behind it are to be looked at afterwards. */
export interface Explanation {
  readonly ok: boolean;
  readonly root: ExplainedError;
  readonly errors: readonly ExplainedError[];
  /** Ids that a support request needs. */
  readonly ids: RequestIds;
}
