import type { Check } from "../check.ts";
import { pass } from "../check.ts";
import { recorded } from "../provenance.ts";

/** How a client secret compares with the application's. Comparing takes a hash, so it happens outside this package. */
export interface SecretFacts {
  readonly clientId: string;
  readonly secret: "current" | "expired" | "unknown";
}

/** Whether a client secret is taken. Workloads of this product never use one; operators do. */
export const secretChecks: readonly Check<SecretFacts>[] = [
  {
    id: "secret.known",
    requires: "the client secret is one of the application's",
    failsWith: 7000215,
    provenance: recorded(
      "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
    ),
    run: ({ clientId, secret }) =>
      secret === "unknown"
        ? { ok: false, wanted: "a secret of the application", saw: "another", values: { clientId } }
        : pass(),
  },
  {
    id: "secret.current",
    requires: "that secret has not expired",
    failsWith: 7000222,
    provenance: recorded("https://github.com/dotnet/sign/issues/849"),
    run: ({ clientId, secret }) =>
      secret === "expired"
        ? { ok: false, wanted: "a current secret", saw: "an expired one", values: { clientId } }
        : pass(),
  },
];
