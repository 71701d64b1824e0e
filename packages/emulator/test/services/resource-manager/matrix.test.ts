import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { armTypes } from "../../../src/services/resource-manager/types.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, arm, contoso, fabrikam } from "../../emulator.ts";
import { callArm, field } from "../../wire.ts";
import type { TestCaller } from "../callers.ts";
import { aCaller, assignRole, subscriptions } from "../callers.ts";

const version = "api-version=2025-06-01";
const assignment = `${fabrikam.storage}/providers/Microsoft.Authorization/roleAssignments`;
const spare = "abcd0000-0000-4000-8000-0000000000bb";
const reader = `${subscriptions.fabrikam}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;

/** What may be done in fabrikam, by name. Nothing here makes or takes away what another row needs. */
const operations = {
  readAccount: { call: `GET ${fabrikam.storage}`, body: undefined },
  tagAccount: { call: `PATCH ${fabrikam.storage}`, body: { tags: { seen: "yes" } } },
  deleteAccount: { call: `DELETE ${fabrikam.storage}none`, body: undefined },
  listKeys: { call: `POST ${fabrikam.storage}/listKeys`, body: undefined },
  readAssignments: { call: `GET ${assignment}`, body: undefined },
  assign: {
    call: `PUT ${assignment}/${spare}`,
    body: { properties: { roleDefinitionId: reader, principalId: fabrikam.operatorPrincipalId } },
  },
  unassign: { call: `DELETE ${assignment}/${spare}`, body: undefined },
} as const;
type Operation = keyof typeof operations;
const everything = Object.keys(operations) as Operation[];
const reading: Operation[] = ["readAccount", "readAssignments"];

/** Written from Microsoft's table of built-in roles, not taken from ours. */
const roles: Readonly<Record<string, { readonly id: string; readonly may: readonly Operation[] }>> = {
  Owner: { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", may: everything },
  Contributor: {
    id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    may: ["readAccount", "tagAccount", "deleteAccount", "listKeys", "readAssignments"],
  },
  Reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", may: reading },
  "User Access Administrator": {
    id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    may: [...reading, "assign", "unassign"],
  },
  "Role Based Access Control Administrator": {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    may: [...reading, "assign", "unassign"],
  },
  "Managed Identity Operator": { id: "f1a07417-d97a-45cb-824c-7a7467783830", may: ["readAssignments"] },
  "Storage Blob Data Contributor": { id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe", may: [] },
  "Storage Blob Data Owner": { id: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", may: [] },
};
const scopes: Readonly<Record<string, { readonly id: string; readonly reaches: boolean }>> = {
  subscription: { id: subscriptions.fabrikam, reaches: true },
  "resource group": { id: fabrikam.group, reaches: true },
  account: { id: fabrikam.storage, reaches: true },
  container: { id: `${fabrikam.storage}/blobServices/default/containers/c`, reaches: false },
};

async function attempt(emulator: TestEmulator, operation: Operation, token: string): Promise<number> {
  const { call, body } = operations[operation];
  const options = { token, ...(body === undefined ? {} : { body }) };
  return (await callArm(emulator, "fabrikam", `${call}?${version}` as `GET /${string}`, options)).status;
}

async function aPrincipal(): Promise<{ emulator: TestEmulator; caller: TestCaller; token: string }> {
  const emulator = await anEmulator();
  const caller = await aCaller(emulator, "fabrikam");
  return { emulator, caller, token: await caller.token(`${arm}/.default`) };
}

describe("who may do what in Resource Manager", () => {
  it.each(Object.keys(roles))("%s at each scope allows what the role says and nothing else", async (name) => {
    const { emulator, caller, token } = await aPrincipal();
    const { id: role, may } = roles[name] ?? { id: "", may: [] };
    for (const [where, { id: scope, reaches }] of Object.entries(scopes)) {
      const path = await assignRole(emulator, "fabrikam", { scope, role, principalId: caller.principalId });
      for (const operation of everything) {
        // The account that is not there stands beside the account, so a role at the account does not reach it.
        const isReached = reaches && !(operation === "deleteAccount" && where === "account");
        const status = await attempt(emulator, operation, token);
        expect([where, operation, status < 300]).toEqual([where, operation, isReached && may.includes(operation)]);
        expect([200, 201, 204, 403]).toContain(status);
      }
      expect((await callArm(emulator, "fabrikam", `DELETE ${path}`)).status).toBe(200);
    }
  });

  it("several roles at once allow what any of them does", async () => {
    const { emulator, caller, token } = await aPrincipal();
    const held = fc.uniqueArray(
      fc.tuple(fc.constantFrom(...Object.keys(roles)), fc.constantFrom(...Object.keys(scopes))),
      {
        maxLength: 4,
        selector: ([role, scope]) => `${role} ${scope}`,
      },
    );
    await fc.assert(
      fc.asyncProperty(held, fc.constantFrom(...everything), async (assigned, operation) => {
        const paths: `/${string}`[] = [];
        for (const [index, [role, scope]] of assigned.entries()) {
          const wanted = {
            scope: scopes[scope]?.id ?? "",
            role: roles[role]?.id ?? "",
            principalId: caller.principalId,
          };
          const name = `abcd0000-0000-4000-8000-0000000000c${index}`;
          paths.push(await assignRole(emulator, "fabrikam", { ...wanted, name }));
        }
        const isAllowed = assigned.some(
          ([role, scope]) =>
            (roles[role]?.may ?? []).includes(operation) &&
            (scopes[scope]?.reaches ?? false) &&
            !(operation === "deleteAccount" && scope === "account"),
        );
        expect((await attempt(emulator, operation, token)) < 300).toBe(isAllowed);
        for (const path of paths) await callArm(emulator, "fabrikam", `DELETE ${path}`);
      }),
      { numRuns: 60 },
    );
  });

  it("no resource type lets a stranger, or the operator of the other directory, do anything", async () => {
    const emulator = await anEmulator();
    const stranger = await (await aCaller(emulator, "contoso")).token(`${arm}/.default`);
    const before = JSON.stringify(emulator.context.store.state.arm);
    const seen: string[] = [];
    for (const { type, one, list, actions, isForEveryone } of armTypes) {
      if (!type.includes("/") || isForEveryone === true) continue;
      const [namespace, ...parts] = type.split("/");
      const path = `${contoso.group}/providers/${namespace}/${parts.map((part) => `${part}/x`).join("/")}`;
      const calls = [
        ...Object.keys(one).map((method) => `${method} ${path}`),
        ...(list ? [`GET ${path.slice(0, -2)}`] : []),
        ...Object.keys(actions ?? {}).map((action) => `POST ${path}/${action}`),
      ];
      for (const call of calls) {
        const at = `${call}?${version}` as `GET /${string}`;
        const body = /^(GET|HEAD|DELETE)/.test(call) ? {} : { body: { location: "japaneast" } };
        const strange = await callArm(emulator, "contoso", at, { ...body, token: stranger });
        // Of HEAD there is the status alone.
        const code = call.startsWith("HEAD") ? "AuthorizationFailed" : field(strange.body, "error.code");
        expect([call, strange.status, code]).toEqual([call, 403, "AuthorizationFailed"]);
        const foreign = await callArm(emulator, "fabrikam", at, body);
        expect([call, foreign.status]).toEqual([call, 401]);
        seen.push(call);
      }
    }
    expect(seen.length).toBeGreaterThan(60);
    expect(JSON.stringify(emulator.context.store.state.arm)).toBe(before);
  });
});
