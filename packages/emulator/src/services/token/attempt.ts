import { tryDecodeToken } from "@tegata/core";
import type { SignInAttempt } from "../../journal.ts";
import type { TokenRequest } from "./request.ts";

const longestId = 100;
const longestResource = 600;

/** An assertion that a client signed itself names it as its issuer; another one is somebody else's token. */
function isOwnAssertion(assertion: string, clientId: string): boolean {
  return tryDecodeToken(assertion)?.claims["iss"] === clientId;
}

/** What the directory's log tells of a refused sign-in, as far as the request says it; nothing without a client. */
export function attemptOf({ fields = {} }: Partial<Pick<TokenRequest, "fields">>): SignInAttempt | undefined {
  const { client_id: clientId, client_secret: secret, client_assertion: assertion, scope, resource } = fields;
  if (clientId === undefined || clientId.length > longestId) return undefined;
  const wanted = (resource ?? scope?.replace(/\/\.default$/, "") ?? "").slice(0, longestResource);
  if (assertion === undefined || secret !== undefined)
    return { clientId, credential: "client secret", resource: wanted };
  const credential = isOwnAssertion(assertion, clientId) ? "certificate" : "federated identity credential";
  return { clientId, credential, resource: wanted };
}
