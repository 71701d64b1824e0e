import type { Reading, TenantId } from "@tegata/core";
import type { Grant } from "../configuration/configuration.ts";
import type { DiagnosisOptions } from "../doctor/observe/observe.ts";
import { observe } from "../doctor/observe/observe.ts";
import type { DataSight, Sights, WorkloadSight } from "../doctor/sights.ts";
import type { Writing } from "./data-calls/data-call.ts";
import { nameOfGrant } from "./scopes.ts";

/** One thing that was tried. */
export interface Proof {
  readonly state: "proven" | "proven for reading" | "failed" | "not proven";
  /** What it is: `hop 1`, `hop 2 in <directory>`, or the grant. */
  readonly subject: string;
  readonly tenantId?: TenantId;
  /** What was done and seen, or why nothing was. */
  readonly evidence: string;
}

/** What the chain was proven to do, by doing it. */
export interface VerifyReport {
  /**
   * Whether every hop works, no grant was refused and, where writing was to be proven, it was. What could not be tried
   * harmlessly is told as not proven.
   */
  readonly ok: boolean;
  /** Of the grants that may write blobs: `none` has none; otherwise the least that became of one of them. */
  readonly writing: "none" | Writing;
  readonly proofs: readonly Proof[];
  /** The object id of the service principal in each directory, as its tokens tell. */
  readonly servicePrincipals: Readonly<Record<string, string>>;
}

function because(reading: Reading | undefined, message: string | undefined): string {
  const [line = ""] = (message ?? "").split(/\r?\n| Trace ID:/);
  return [reading?.says, line === "" ? undefined : line].filter((part) => part !== undefined).join(": ");
}

function hopOne(sight: WorkloadSight): Proof {
  const { claims, reading, message } = sight;
  if (claims === undefined) return { state: "failed", subject: "hop 1", evidence: because(reading, message) };
  const subject = typeof claims["sub"] === "string" ? claims["sub"] : "";
  return { state: "proven", subject: "hop 1", evidence: `the host gave the token of identity ${subject}` };
}

function hopTwo({ exchanges }: WorkloadSight): Proof[] {
  return exchanges.map(({ tenantId, scope, claims, reading, message }): Proof => {
    const subject = `hop 2 for ${scope.replace(/\/\.default$/, "")}`;
    if (claims === undefined) return { state: "failed", subject, tenantId, evidence: because(reading, message) };
    const oid = typeof claims["oid"] === "string" ? claims["oid"] : "";
    return { state: "proven", subject, tenantId, evidence: `a token of service principal ${oid} was given` };
  });
}

function stateOf({ outcome, writing = "proven" }: DataSight): Proof["state"] {
  if (outcome === "refused") return "failed";
  return outcome === "proven" && writing !== "proven" ? "proven for reading" : outcome;
}

function writingOf({ workload }: Sights): VerifyReport["writing"] {
  const all = "missing" in workload ? [] : workload.data.map(({ writing }) => writing);
  return (["not proven", "not tried", "proven"] as const).find((one) => all.includes(one)) ?? "none";
}

function grantsOf({ configuration }: Sights, sight: WorkloadSight): Proof[] {
  return configuration.resources.flatMap(({ tenantId, grants }) =>
    grants.map((grant: Grant): Proof => {
      const subject = nameOfGrant(grant);
      const data = sight.data.find((one) => one.grant === grant);
      if (data === undefined) return { state: "not proven", subject, tenantId, evidence: "no token to try it with" };
      const state = stateOf(data);
      const evidence = state === "failed" ? because(data.reading, data.message) : data.what;
      return { state, subject, tenantId, evidence };
    }),
  );
}

function proofsOf(sights: Sights): Proof[] {
  const { workload } = sights;
  if ("missing" in workload) {
    return [{ state: "not proven", subject: "hop 1", evidence: `it takes ${workload.missing}` }];
  }
  const first = hopOne(workload);
  if (first.state === "proven" && workload.exchanges.length === 0) {
    const evidence = "it takes the application's client id: TEGATA_APPLICATION_CLIENT_ID or --application-id";
    return [first, { state: "not proven", subject: "hop 2", evidence }];
  }
  return [first, ...hopTwo(workload), ...grantsOf(sights, workload)];
}

function principalsOf({ workload }: Sights): Record<string, string> {
  if ("missing" in workload) return {};
  return Object.fromEntries(
    workload.exchanges.flatMap(({ tenantId, claims }) =>
      typeof claims?.["oid"] === "string" ? [[tenantId, claims["oid"]]] : [],
    ),
  );
}

/** Whoever names an application wants to see that one proven, whatever the host's settings say. */
function withGivenApplication(options: DiagnosisOptions): DiagnosisOptions {
  const { applicationId, workload } = options;
  if (applicationId === undefined || workload === undefined) return options;
  return { ...options, workload: { ...workload, settings: { ...workload.settings, applicationId } } };
}

/**
 * Proves the chain by using it: both hops, then a harmless call for every grant. Needs no right but the workload's own;
 * an administrator who is here only helps to find addresses and ids. With `mayWrite`, an empty blob of a random name is
 * written and removed, in `container` where a grant names none; where it could not be removed, nothing is written.
 *
 * @throws SetupError `cloud.metadata-invalid`, `network.failed` when the cloud's endpoints cannot be found; `cancelled`
 * @example
 * ```ts
 * import { parseConfiguration, verify, type Workload } from "@tegata/setup";
 *
 * declare const text: string;
 * declare const workload: Workload;
 *
 * const { ok, proofs } = await verify({ configuration: parseConfiguration(text), workload });
 * console.log(ok, proofs.map(({ evidence }) => evidence));
 * ```
 */
export async function verify(options: DiagnosisOptions): Promise<VerifyReport> {
  const { sights } = await observe(withGivenApplication(options));
  const proofs = proofsOf(sights);
  const hops = proofs.filter(({ subject }) => subject.startsWith("hop "));
  const writing = writingOf(sights);
  const holds = hops.every(({ state }) => state === "proven") && proofs.every(({ state }) => state !== "failed");
  return { ok: holds && writing !== "not proven", writing, proofs, servicePrincipals: principalsOf(sights) };
}
