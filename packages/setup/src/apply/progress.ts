import type { TenantId } from "@tegata/core";
import type { SetupErrorCode } from "../errors.ts";
import type { RetryNotice } from "../http/json-client.ts";
import type { Change } from "../plan/change.ts";

/**
 * What became of one object. `adopted`: somebody else made it between our look and our write. `skipped`: hardening that
 * the directory does not allow.
 */
export type StepResult = "created" | "updated" | "deleted" | "unchanged" | "adopted" | "skipped";

/** What apply reports while it works. Plain data without secrets. */
export type ProgressEvent =
  | { readonly type: "started"; readonly change: Change }
  | { readonly type: "finished"; readonly change: Change; readonly result: StepResult }
  | { readonly type: "blocked"; readonly change: Change }
  | {
      readonly type: "waiting";
      readonly tenantId: TenantId;
      readonly address: string;
      readonly reason: string;
      readonly elapsedMs: number;
      readonly limitMs: number;
      readonly nextTryInMs: number;
    }
  | ({ readonly type: "retrying" } & RetryNotice)
  | { readonly type: "failed"; readonly tenantId: TenantId; readonly address: string; readonly code: SetupErrorCode };

export type OnProgress = (event: ProgressEvent) => void;
