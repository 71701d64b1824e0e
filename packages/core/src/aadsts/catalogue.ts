import { assertionRows } from "./rows/assertion.ts";
import { clientRows } from "./rows/client.ts";
import { directoryRows } from "./rows/directory.ts";
import { federationRows } from "./rows/federation.ts";
import { policyRows } from "./rows/policy.ts";
import { requestRows } from "./rows/request.ts";
import { scopeRows } from "./rows/scope.ts";
import { serviceRows } from "./rows/service.ts";
import type { AadstsRow } from "./row.ts";

const rows: readonly AadstsRow[] = [
  ...directoryRows,
  ...requestRows,
  ...scopeRows,
  ...clientRows,
  ...assertionRows,
  ...federationRows,
  ...policyRows,
  ...serviceRows,
];

/**
 * The errors of Microsoft Entra's token service that this chain can meet, by code. Some are emitted by checks, the rest
 * are there to be explained.
 */
export const aadstsCatalogue: ReadonlyMap<number, AadstsRow> = new Map(rows.map((row) => [row.code, row]));
