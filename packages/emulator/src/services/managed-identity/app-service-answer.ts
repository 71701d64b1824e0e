import type { Context } from "../../context.ts";
import type { Host } from "../../state/state.ts";
import type { EntraRefusal, IdentityTokens } from "./issue.ts";

/** A refusal of the endpoint, before it has its correlation id. */
export interface AppServiceRefusal {
  readonly statusCode: 400 | 401 | 405 | 500;
  readonly message: string;
}

/** What a protocol of this endpoint is given. */
export interface AppServiceHost {
  readonly context: Context;
  readonly host: Host;
  readonly tokens: IdentityTokens;
}

export type AppServiceAnswer = { readonly body: object } | { readonly refused: AppServiceRefusal };

export function refused(
  statusCode: AppServiceRefusal["statusCode"],
  message: string,
): { readonly refused: AppServiceRefusal } {
  return { refused: { statusCode, message } };
}

/** The platform's own 500, recorded in the same place with its misspelling. That Entra's text follows is inferred. */
export function entraFailure({ body }: EntraRefusal): { readonly refused: AppServiceRefusal } {
  return refused(500, `An unexpected error occured while fetching the AAD Token. ${body.error_description}`);
}
