import type { Check } from "../../check.ts";
import { pass } from "../../check.ts";
import { documented, recorded } from "../../provenance.ts";
import { secondsClaim } from "../../token/claims.ts";
import { assertionOf, claimOf } from "../assertion.ts";
import type { ExchangeFacts } from "../exchange-facts.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** The range of times that .NET, in which Entra is written, can print: the years 1 to 9999. */
const printable = { fromMs: -62_135_596_800_000, untilMs: 253_402_300_799_999 };

/** A moment as Entra prints it, with seven decimals: https://github.com/Azure/login/issues/180 */
function iso(seconds: number): string {
  const ms = Math.min(Math.max(Math.round(seconds * 1000), printable.fromMs), printable.untilMs);
  return `${new Date(ms).toISOString().slice(0, -1)}0000Z`;
}

/** Whether the assertion is genuine and of the present: its issuer answers, its signature holds, its time has come and not passed. */
export const trustChecks: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.issuer-reachable",
    requires: "the issuer's discovery document and keys can be read",
    failsWith: 90061,
    provenance: recorded("https://github.com/Azure/azure-workload-identity/blob/main/docs/book/src/troubleshooting.md"),
    run: (facts) =>
      facts.signature === "issuer unreachable"
        ? { ok: false, wanted: "an answer from the issuer", saw: "none", values: { issuer: claimOf(facts, "iss") } }
        : pass(),
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
    requires: "the present moment lies between the assertion's nbf and exp",
    failsWith: 700024,
    provenance: recorded("https://github.com/Azure/login/issues/180"),
    run: (facts) => {
      const token = assertionOf(facts);
      const now = facts.nowMs / 1000;
      const from = secondsClaim(token, "nbf") ?? secondsClaim(token, "iat") ?? 0;
      const until = secondsClaim(token, "exp") as number;
      if (now >= from && now < until) return pass(`until ${iso(until)}`);
      return {
        ok: false,
        wanted: `${iso(from)} to ${iso(until)}`,
        saw: iso(now),
        values: { now: iso(now), from: iso(from), until: iso(until) },
      };
    },
  },
];
