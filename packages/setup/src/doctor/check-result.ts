import type { ChainCheckId, TenantId, Vantage } from "@tegata/core";

/** A command that repairs, as it is to be typed. */
export interface Repair {
  /** One line for bash. Runs as printed. */
  readonly command: string;
  /** Who can run it. */
  readonly by: "the workload's owner" | "the home administrator" | "the resource administrator" | "anybody";
  /** What to know before running it. */
  readonly note?: string;
}

/** What one look at one check came to. */
export interface Judged {
  readonly state: "pass" | "fail" | "warn" | "skipped" | "pending";
  /** Who saw it; absent when it was skipped. */
  readonly vantage?: Vantage;
  readonly wanted?: string;
  readonly saw?: string;
  /** Why it is so, in one sentence. */
  readonly says?: string;
  /** Of `pending`: when it should have passed by itself. */
  readonly until?: string;
  /** Of `skipped`: the right or sign-in that is missing, or what must hold first. */
  readonly missing?: string;
  readonly repair?: Repair;
  /** The resource directory that it is about. */
  readonly tenantId?: TenantId;
  /** The grant, host or account that it is about. */
  readonly about?: string;
}

/** One check of the doctor, as `--json` prints it. */
export interface CheckResult extends Judged {
  readonly id: ChainCheckId;
  readonly hop: 0 | 1 | 2 | 3;
  readonly title: string;
  /** The check whose fault this one only shows. */
  readonly consequenceOf?: ChainCheckId;
  readonly links: readonly string[];
}
