import type { TenantId } from "@tegata/core";
import { stringClaim, tryDecodeToken } from "@tegata/core";
import { SetupError } from "../errors.ts";
import { fixOfSignIn, idsOfSignIn, quoted, reasonOf } from "../http/foreign-failure.ts";

/** Someone who may act in one directory: a person, a pipeline. Gives tokens of that directory and keeps them. */
export interface Operator {
  /**
   * A token for a scope such as `https://graph.microsoft.com/.default`. Called for every request, so it should cache.
   * Its `tid` must be the directory's; that is checked before the token is sent anywhere.
   */
  readonly tokenSource: (scope: string) => Promise<string>;
  /** What a person has to do when no token comes, in one sentence. */
  readonly howToSignIn?: string;
}

/** Which half of the work a directory is: the application's own, or that of the resources. */
export type Side = "home" | "resource";

export interface OperatorPlace {
  readonly side: Side;
  readonly tenantId: TenantId;
}

function malformed(place: OperatorPlace, what: string): SetupError {
  return new SetupError("operator.token-unreadable", `the token of the ${place.side} operator ${what}`, {
    fix: "Give an access token of Microsoft Entra for the scope asked for: three parts, with a tid claim.",
  });
}

function checkDirectory(token: string, place: OperatorPlace): void {
  const decoded = tryDecodeToken(token);
  if (!decoded) throw malformed(place, "is not a JSON Web Token");
  const signedIn = stringClaim(decoded, "tid");
  if (signedIn === undefined) throw malformed(place, "names no directory");
  if (signedIn.toLowerCase() === place.tenantId) return;
  throw new SetupError(
    "operator.wrong-directory",
    `the ${place.side} operator is signed in to directory ${signedIn}, not to ${place.tenantId}`,
    {
      fix: `Sign in to directory ${place.tenantId}. Nothing was sent with this token.`,
      details: { side: place.side, wanted: place.tenantId, saw: signedIn },
    },
  );
}

/**
 * A token of the operator, of the right directory.
 *
 * @throws SetupError `operator.sign-in-failed`, `operator.token-unreadable`, `operator.wrong-directory`
 */
export async function takeToken(operator: Operator, place: OperatorPlace, scope: string): Promise<string> {
  let token: string;
  try {
    token = await operator.tokenSource(scope);
  } catch (cause) {
    // A network that is down, or a wish to stop, is no matter of signing in.
    if (cause instanceof SetupError) throw cause;
    const message = `the ${place.side} operator of directory ${place.tenantId} gave no token for ${scope}: ${reasonOf(cause)}`;
    const otherwise = `Sign in to directory ${place.tenantId}, or give this side's operator another way to.`;
    const fix = fixOfSignIn(cause, operator.howToSignIn ?? otherwise);
    throw new SetupError("operator.sign-in-failed", message, { fix, cause: quoted(cause), ids: idsOfSignIn(cause) });
  }
  checkDirectory(token, place);
  return token;
}
