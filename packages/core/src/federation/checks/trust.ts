import type { Check, Finding } from "../../check.ts";
import { pass } from "../../check.ts";
import { documented, recorded } from "../../provenance.ts";
import { secondsClaim } from "../../token/claims.ts";
import type { DecodedToken } from "../../token/decode.ts";
import { assertionOf, claimOf } from "../assertion.ts";
import type { ExchangeFacts, SignatureOutcome } from "../exchange-facts.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/**
 * All three numbers were seen with the same text (90061, 50166:
 * https://github.com/Azure/azure-workload-identity/issues/642, 501661: https://github.com/Azure/login/issues/283). Which
 * step each stands for is inferred.
 */
const unreadable: Readonly<Partial<Record<SignatureOutcome, number>>> = {
  "issuer unreachable": 90061,
  "keys unreachable": 50166,
  "issuer unusable": 501661,
};

/** The range of times that .NET, in which Entra is written, can print: the years 1 to 9999. */
const printable = { fromMs: -62_135_596_800_000, untilMs: 253_402_300_799_999 };

let printed: { readonly ms: number; readonly text: string } = { ms: 0, text: "1970-01-01T00:00:00.0000000Z" };

/** A moment as Entra prints it, with seven decimals: https://github.com/Azure/login/issues/180 */
function entraTime(seconds: number): string {
  const ms = Math.min(Math.max(Math.round(seconds * 1000), printable.fromMs), printable.untilMs);
  // A client presents one assertion many times: its expiry is the moment that was printed last.
  if (ms !== printed.ms) printed = { ms, text: `${new Date(ms).toISOString().slice(0, -1)}0000Z` };
  return printed.text;
}

/**
 * By how much a token may be ahead of its time. msal-node rounds the `nbf` of what it signs to the next second, and is let
 * in; the width is the default of Microsoft's own validation of tokens.
 *
 * @see https://learn.microsoft.com/dotnet/api/microsoft.identitymodel.tokens.tokenvalidationparameters.clockskew
 */
const earlySeconds = 300;

/** Whether the present lies between a token's `nbf` (or `iat`), five minutes early, and its `exp`, which must be there. */
export function judgeValidity(token: DecodedToken, nowMs: number): Finding {
  const now = nowMs / 1000;
  const from = secondsClaim(token, "nbf") ?? secondsClaim(token, "iat") ?? 0;
  const until = secondsClaim(token, "exp") as number;
  if (now >= from - earlySeconds && now < until) return pass(`until ${entraTime(until)}`);
  return {
    ok: false,
    wanted: `${entraTime(from)} to ${entraTime(until)}`,
    saw: entraTime(now),
    values: { now: entraTime(now), from: entraTime(from), until: entraTime(until) },
  };
}

/** Whether the assertion is genuine and of the present: its issuer answers, its signature holds, its time has come and not passed. */
export const trustChecks: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.issuer-reachable",
    requires: "the issuer's discovery document and keys can be read",
    failsWith: 90061,
    provenance: recorded("https://github.com/Azure/azure-workload-identity/blob/main/docs/book/src/troubleshooting.md"),
    run: (facts) => {
      const code = unreadable[facts.signature];
      if (code === undefined) return pass();
      const values = { issuer: claimOf(facts, "iss") };
      return { ok: false, wanted: "discovery document and keys of the issuer", saw: facts.signature, code, values };
    },
  },
  {
    id: "assertion.signature",
    requires: "the assertion is signed with a key of its issuer",
    failsWith: 700027,
    provenance: documented(errorCodes),
    run: (facts) => {
      if (facts.signature === "valid") return pass();
      const reason =
        facts.signature === "unknown key"
          ? "The key was not found."
          : "The provided signature value did not match the expected signature value.";
      return { ok: false, wanted: "a valid signature", saw: facts.signature, values: { reason } };
    },
  },
  {
    id: "assertion.validity",
    requires: "the present moment lies between the assertion's nbf, five minutes early, and exp",
    failsWith: 700024,
    provenance: recorded("https://github.com/Azure/login/issues/180"),
    run: (facts) => judgeValidity(assertionOf(facts), facts.nowMs),
  },
];
