// Sources that several rows share.
import type { Provenance } from "../../provenance.ts";
import { inferred, recorded } from "../../provenance.ts";

/** Microsoft's list of codes. It has codes and texts, and hardly ever a status or an error string. */
export const reference = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** Answers that another emulator's authors captured from a real directory on 13 August 2026. */
export const captured: Provenance = recorded(
  "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
);

export const seenAndDocumented: Provenance = recorded(
  `a real answer was seen in public; the code is documented at ${reference}`,
);

export const documentedCode: Provenance = inferred(
  `${reference} documents the code; status and error string are its neighbours'`,
);

export const federationNeighbours: Provenance = inferred(
  "status and error string as in recorded federation failures (https://github.com/Azure/login/issues/461); the code was seen in https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity",
);

export const assertionForms: Provenance = recorded("answers quoted in public test files");

export const thirdParties: Provenance = inferred(
  "third parties report code and text; the raw answer was not seen, the status is its neighbours'",
);

export const pipelines: Provenance = inferred(
  "https://learn.microsoft.com/azure/devops/pipelines/release/troubleshoot-workload-identity has the code; the status is its neighbours'",
);
