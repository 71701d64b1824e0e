import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apply } from "../../src/index.ts";
import { contoso, fabrikam } from "../fakes/ids.ts";
import { aBench } from "../fakes/setup.ts";
import { applicationId, configuration, filesOf } from "./files-of.ts";

/** A folder with an `az` that notes how it was called and answers from a script of cases. */
function withAz(cases: string, run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "tegata-export-"));
  try {
    const log = 'for word in "$@"; do printf "%s\\0" "$word"; done >>"$CALLS"; printf "\\n\\0" >>"$CALLS"';
    writeFileSync(join(folder, "az"), `#!/usr/bin/env bash\n${log}\ncase "$*" in\n${cases}\nesac\n`, { mode: 0o755 });
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function callsOf(folder: string, script: string, ...words: string[]): string[][] {
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  writeFileSync(join(folder, "script.sh"), script);
  const env = { PATH: `${folder}:${process.env["PATH"]}`, CALLS: calls };
  execFileSync("bash", [join(folder, "script.sh"), ...words], { env, stdio: "pipe" });
  const lines = readFileSync(calls, "utf8").split("\n\0").slice(0, -1);
  return lines.map((line) => line.split("\0").slice(0, -1));
}

const principal = "e0000000-0000-4000-8000-000000000001";
const signedIn = `  "account show"*) echo ${fabrikam};;\n  "cloud show"*) echo https://graph.microsoft.com/;;`;

describe("az", () => {
  test("every script is bash, and says what it does, for whom and with which right", () => {
    for (const side of ["home", "resource"] as const) {
      for (const text of Object.values(filesOf({ format: "az", side }))) {
        execFileSync("bash", ["-n"], { input: text });
        expect(text).toMatch(/^#!\/usr\/bin\/env bash\n# .*orders-cross-tenant.*\n# Needs: /);
      }
    }
  });

  test("grants what apply grants: the same names, roles, scopes and descriptions", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const applied = azure.writes.filter(({ path }) => path.includes("roleAssignments"));
    const principalId = azure.graph.servicePrincipals[0]?.id ?? "";
    const script = filesOf({ format: "az" })["grant.sh"] ?? "";
    withAz(`${signedIn}\n  "ad sp list"*) echo ${principalId};;`, (folder) => {
      const granted = callsOf(folder, script).filter((call) => call.slice(0, 3).join(" ") === "role assignment create");
      const value = (call: string[], flag: string): string | undefined => call[call.indexOf(flag) + 1];
      expect(
        granted.map((call) => ({
          path: `${value(call, "--scope")}/providers/Microsoft.Authorization/roleAssignments/${value(call, "--name")}?api-version=2022-04-01`,
          properties: {
            roleDefinitionId: value(call, "--role"),
            principalId: value(call, "--assignee-object-id"),
            principalType: value(call, "--assignee-principal-type"),
            description: value(call, "--description"),
          },
        })),
      ).toEqual(applied.map(({ path, body }) => ({ path, properties: (body as { properties: unknown }).properties })));
    });
  });

  test("makes the service principal with apply's marks when it is missing, and only then", () => {
    const script = filesOf({ format: "az" })["grant.sh"] ?? "";
    const missing = `${signedIn}\n  "ad sp show"*) echo ${principal};;\n  "ad sp create"*) touch "$CALLS.made";;`;
    withAz(missing, (folder) => {
      const calls = callsOf(folder, script);
      expect(calls.filter(([first]) => first === "ad").map((call) => call.slice(0, 5).join(" "))).toEqual([
        `ad sp list --filter appId eq '${applicationId}'`,
        `ad sp create --id ${applicationId}`,
        `ad sp show --id ${applicationId}`,
      ]);
      expect(JSON.parse(calls.find((call) => call[0] === "rest")?.at(-1) ?? "")).toEqual({
        tags: ["WindowsAzureActiveDirectoryIntegratedApp", "tegata"],
        notes: `Managed by Tegata. The application belongs to directory ${contoso}.`,
      });
    });
  });

  test("stops before anything when another directory is signed in, and changes nothing on a dry run", () => {
    const script = filesOf({ format: "az" })["grant.sh"] ?? "";
    withAz(`  "account show"*) echo ${contoso};;`, (folder) => {
      expect(() => callsOf(folder, script)).toThrow("az login --tenant");
    });
    withAz(signedIn, (folder) => {
      const words = new Set(callsOf(folder, script, "--dry-run").map((call) => call.slice(0, 3).join(" ")));
      expect(words).toEqual(new Set(["account show --query", "cloud show --query", "ad sp list"]));
    });
  });

  test("asks nothing about a service principal that a dry run did not make", () => {
    const [first] = configuration.resources;
    const grants = [{ api: "https://graph.microsoft.com", appRole: "User.Read.All" }];
    const resources = first === undefined ? [] : [{ ...first, grants }];
    const script = filesOf({ format: "az", configuration: { ...configuration, resources } })["grant.sh"];
    withAz(`${signedIn}\n  "ad sp show"*) echo some-id;;\n  *"/appRoleAssignments"*) exit 1;;`, (folder) => {
      expect(callsOf(folder, script ?? "", "--dry-run").map(([word]) => word)).not.toContain("rest");
    });
  });

  test("does not take somebody who may not look for a directory without the application", () => {
    const { "revoke.sh": revoke = "", "grant.sh": grant = "" } = filesOf({ format: "az" });
    withAz(`${signedIn}\n  "ad sp list"*) echo "Insufficient privileges" >&2; exit 1;;`, (folder) => {
      expect(() => callsOf(folder, revoke)).toThrow("Insufficient privileges");
      expect(() => callsOf(folder, grant)).toThrow("Insufficient privileges");
    });
  });

  test("revokes the roles before the service principal", () => {
    const script = filesOf({ format: "az" })["revoke.sh"] ?? "";
    withAz(
      `${signedIn}\n  "ad sp list"*) echo ${principal};;\n  "role assignment list"*) echo /some/id;;`,
      (folder) => {
        const words = callsOf(folder, script).map((call) => call.slice(0, 3).join(" "));
        expect(words.filter((word) => word.endsWith("delete"))).toEqual([
          "role assignment delete",
          "role assignment delete",
          "ad sp delete",
        ]);
      },
    );
  });

  test("home: makes what apply makes, with the same names, marks and bodies", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const script = filesOf({ format: "az", side: "home" })["setup.sh"] ?? "";
    const identityPrincipal = String(azure.graph.applications[0]?.credentials[0]?.["subject"]);
    const cases = [
      `  "account show"*) echo ${contoso};;`,
      `  "cloud show"*) echo https://graph.microsoft.com;;`,
      `  "identity show"*"--query"*) echo ${identityPrincipal};;`,
      `  "identity show"*) exit 3;;`,
      `  "rest --method GET"*"appManagementPolicies"*) ;;`,
      `  "rest --method POST"*"policies/appManagementPolicies --resource"*) echo policy-1;;`,
      `  "ad app show"*) echo object-1;;`,
      `  "rest --method GET"*) if [ -e "$CALLS.made" ]; then echo ${applicationId}; else exit 1; fi;;`,
      `  "rest --method PATCH"*) touch "$CALLS.made";;`,
    ].join("\n");
    withAz(cases, (folder) => {
      const calls = callsOf(folder, script);
      const patch = calls.find((call) => call[0] === "rest" && call[2] === "PATCH");
      expect(patch?.[4]).toBe("https://graph.microsoft.com/v1.0/applications(uniqueName='tegata-orders-cross-tenant')");
      const written = azure.writes.find(({ path }) => path.includes("uniqueName="));
      expect(JSON.parse(patch?.at(-1) ?? "")).toEqual(written?.body);
      const credentials = calls.filter((call) => call.slice(0, 4).join(" ") === "ad app federated-credential create");
      expect(credentials.map((call) => JSON.parse(call.at(-1) ?? "") as unknown)).toEqual(
        azure.graph.applications[0]?.credentials.map(({ id: _id, ...rest }) => rest),
      );
      const assigned = calls.find((call) => call[4]?.endsWith("/appManagementPolicies/$ref"));
      expect(assigned?.[4]).toBe("https://graph.microsoft.com/v1.0/applications/object-1/appManagementPolicies/$ref");
      expect(JSON.parse(assigned?.at(-1) ?? "")).toEqual({
        "@odata.id": "https://graph.microsoft.com/v1.0/policies/appManagementPolicies/policy-1",
      });
      const identity = calls.find((call) => call.slice(0, 2).join(" ") === "identity create");
      expect(identity?.slice(-2)).toEqual(["managed-by=tegata", "tegata-application=tegata-orders-cross-tenant"]);
      expect(calls.filter((call) => call.slice(1, 3).join(" ") === "identity assign").map(([kind]) => kind)).toEqual([
        "webapp",
        "vm",
      ]);
    });
  });
});
