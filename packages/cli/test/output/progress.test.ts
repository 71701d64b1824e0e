import { parseTenantId } from "@tegata/core";
import type { Change, ProgressEvent } from "@tegata/setup";
import { expect, test } from "vitest";
import { showProgress } from "../../src/output/progress.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const tenantId = parseTenantId("11111111-1111-4111-8111-111111111111");
const change: Change = {
  side: "home",
  tenantId,
  kind: "application",
  address: "application orders",
  because: "it is wanted",
  permission: "some",
  action: "create",
  fields: [],
};

function shown(...events: ProgressEvent[]): readonly string[] {
  const terminal = fakeTerminal();
  const show = showProgress(terminal);
  for (const event of events) show(event);
  expect(terminal.results).toEqual([]);
  return terminal.notes;
}

test("every object that was dealt with is one line on standard error, with a sign", () => {
  const results = ["created", "updated", "adopted", "unchanged"] as const;
  expect(shown(...results.map((result) => ({ type: "finished", change, result }) as const))).toEqual([
    "  + created   application orders",
    "  ~ updated   application orders",
    "  = adopted   application orders",
    "  = unchanged application orders",
  ]);
});

test("what waits says for whom, and a wait says why, since when and until when", () => {
  expect(
    shown(
      { type: "blocked", change: { ...change, action: "blocked", waitsFor: "the home side" } },
      {
        type: "waiting",
        tenantId,
        address: "application orders",
        reason: "Graph does not show it yet",
        elapsedMs: 4_600,
        limitMs: 90_000,
        nextTryInMs: 2_000,
      },
      { type: "retrying", method: "GET", url: "https://graph", because: "answered 429", delayMs: 1_000, tries: 1 },
    ),
  ).toEqual([
    "  … waits     application orders, for the home side",
    "  … application orders: Graph does not show it yet, 0:05 of at most 1:30",
    "  … https://graph: answered 429; asked again in 0:01",
  ]);
});

test("a failure is named with its code, and a beginning says nothing", () => {
  expect(
    shown({ type: "started", change }, { type: "failed", tenantId, address: "application orders", code: "cancelled" }),
  ).toEqual(["  ! stopped   application orders"]);
});
