import type { ExplainedCause, Likelihood } from "../explanation.ts";
import type { Values } from "../values.ts";

/** Causes of a text, the likeliest first, and the rest of what is known without it. */
export type Reasoner = (values: Values) => readonly ExplainedCause[];

interface Said {
  readonly id: string;
  readonly cause: string;
  readonly fix: string;
  readonly likelihood?: Likelihood;
}

/** A cause; high unless it says otherwise. */
export function said({ likelihood = "high", ...rest }: Said): ExplainedCause {
  return { id: rest.id, cause: rest.cause, likelihood, fix: rest.fix };
}

/** Whatever else may be wrong, a new credential takes a while. */
export const propagation: ExplainedCause = said({
  id: "federation.propagation",
  cause: "the credential was made or changed minutes ago, and not every token server knows it yet",
  likelihood: "medium",
  fix: "Wait some minutes, then try again with pauses.",
});

/** How to see which credentials there are. */
export const list: string =
  "az ad app federated-credential list --id <application id> (az identity federated-credential list for a managed identity)";
