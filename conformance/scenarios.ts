// The scenarios, as data. Every client runs every one; `unavailable.json` lists the exceptions.
import type { ChainName } from "./chains.ts";

export interface Scenario {
  readonly id: string;
  /** The program's file name, without its ending. */
  readonly program: "explicit-endpoints" | "no-endpoint-named" | "wrong-directory" | "storage-tour" | "fixture";
  readonly host: "app-orders" | "func-agents" | "vm-batch";
  /** `exec`: under `tegata exec --on <host>`. `variables`: addresses as settings, and only the host's own variables. */
  readonly under: "variables" | "exec";
  readonly chain: ChainName;
  /** The directory that the program signs in to. */
  readonly signsInTo: "home" | "resource";
  /** Only for the clients that say so too. */
  readonly only?: "storage" | "fixture";
  readonly ends:
    | { readonly with: "round trip" }
    /** What it prints is compared with the table in tour.ts. */
    | { readonly with: "tour" }
    /** It starts emulators of its own, and prints how many of its tests passed. */
    | { readonly with: "tests"; readonly passed: number }
    /** The program fails, and its user reads every one of these in what it prints. */
    | { readonly with: "refusal"; readonly says: readonly RegExp[] };
  /** Services that must have seen a request, beside the host's identity endpoint. */
  readonly reaches: readonly ("token" | "blob")[];
}

const works = {
  chain: "orders",
  signsInTo: "resource",
  ends: { with: "round trip" },
  reaches: ["token", "blob"],
} as const;
const explicit = { ...works, program: "explicit-endpoints", under: "variables" } as const;
const unnamed = { ...works, program: "no-endpoint-named", under: "exec" } as const;
const refused = { ...explicit, host: "app-orders", reaches: ["token"] } as const;

export const scenarios: readonly Scenario[] = [
  { ...explicit, id: "explicit-endpoints/app-service", host: "app-orders" },
  { ...explicit, id: "explicit-endpoints/virtual-machine", host: "vm-batch" },
  { ...unnamed, id: "no-endpoint-named/app-service", host: "app-orders" },
  { ...unnamed, id: "no-endpoint-named/functions", host: "func-agents" },
  { ...unnamed, id: "no-endpoint-named/virtual-machine", host: "vm-batch" },
  {
    ...refused,
    id: "refused/no-service-principal",
    chain: "unconsented",
    ends: { with: "refusal", says: [/AADSTS7000229/] },
  },
  {
    ...refused,
    id: "refused/wrong-subject",
    chain: "wrongSubject",
    ends: { with: "refusal", says: [/AADSTS700213/] },
  },
  {
    ...refused,
    id: "refused/no-role",
    chain: "noDataRole",
    ends: { with: "refusal", says: [/\b403\b|not authorized/, /AuthorizationPermissionMismatch/] },
    reaches: ["token", "blob"],
  },
  {
    ...explicit,
    id: "wrong-directory",
    program: "wrong-directory",
    host: "app-orders",
    chain: "bothDirectories",
    signsInTo: "home",
  },
  {
    ...explicit,
    id: "storage/tour",
    program: "storage-tour",
    host: "app-orders",
    only: "storage",
    ends: { with: "tour" },
  },
  {
    ...explicit,
    id: "fixture/two-workers",
    program: "fixture",
    host: "app-orders",
    only: "fixture",
    ends: { with: "tests", passed: 2 },
  },
];
