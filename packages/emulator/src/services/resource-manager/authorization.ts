import { permissionsOfRole, assignmentsReaching } from "../../resources/access.ts";
import type { ArmHandler, ArmType } from "./answer.ts";
import { listRoleAssignments, roleAssignmentHandlers } from "./role-assignments.ts";
import { listRoleDefinitions, roleDefinitionHandlers } from "./role-definitions.ts";

const apiVersions = [
  "2022-05-01-preview",
  "2022-04-01",
  "2020-10-01-preview",
  "2020-04-01-preview",
  "2018-01-01-preview",
  "2015-07-01",
];
const none: ArmHandler = () => ({ status: 200, body: { value: [] } });

/** What the caller may do at a scope. */
const listPermissions: ArmHandler = (call) => {
  const { arm } = call.context.store.state;
  const assignments = assignmentsReaching(arm, call.caller.principalId, call.path.scope ?? "/");
  const value = assignments.flatMap(({ roleDefinitionId, condition, conditionVersion }) =>
    permissionsOfRole(arm, roleDefinitionId).map((permissions) => ({ ...permissions, condition, conditionVersion })),
  );
  return { status: 200, body: { value } };
};

export const authorizationTypes: readonly ArmType[] = [
  {
    type: "Microsoft.Authorization/roleAssignments",
    apiVersions,
    one: roleAssignmentHandlers,
    list: listRoleAssignments,
  },
  {
    type: "Microsoft.Authorization/roleDefinitions",
    apiVersions,
    isReadAtRoot: true,
    one: roleDefinitionHandlers,
    list: listRoleDefinitions,
  },
  // A caller may always ask what the caller may do.
  { type: "Microsoft.Authorization/permissions", apiVersions, isForEveryone: true, one: {}, list: listPermissions },
  { type: "Microsoft.Authorization/denyAssignments", apiVersions, one: {}, list: none },
  { type: "Microsoft.Authorization/locks", apiVersions: ["2020-05-01", "2016-09-01"], one: {}, list: none },
];
