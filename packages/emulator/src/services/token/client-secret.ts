import { createHash, timingSafeEqual } from "node:crypto";
import type { Check } from "@tegata/core";
import { pass, recorded } from "@tegata/core";
import type { Application } from "../../directory/directory.ts";

interface SecretFacts {
  readonly application: Application;
  readonly secret: string;
  readonly nowMs: number;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Whether a client secret is one of the application's. Workloads of this product never use one; operators do. */
export const judgeSecret: readonly Check<SecretFacts>[] = [
  {
    id: "secret.known",
    requires: "the client secret is one of the application's, and has not expired",
    failsWith: 7000215,
    provenance: recorded(
      "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
    ),
    run: ({ application, secret, nowMs }) => {
      const sent = digest(secret);
      const known = application.passwordCredentials.some(
        (credential) =>
          timingSafeEqual(digest(credential.secretText), sent) && Date.parse(credential.endDateTime) > nowMs,
      );
      return known
        ? pass()
        : { ok: false, wanted: "a secret of the application", saw: "another", values: { clientId: application.appId } };
    },
  },
];
