import { parsePrincipalId } from "@tegata/core";
import type { DirectoryRole } from "../../directory/roles.ts";
import { directoryRoles, directoryRolesOf } from "../../directory/roles.ts";
import { entity, listOf } from "./answer.ts";
import { conflict } from "./application-faults.ts";
import type { GraphAnswer, GraphCall, GraphRoutes, Item } from "./call.ts";
import { referencedId, routes, textOr } from "./call.ts";
import { showPrincipal } from "./principal-shape.ts";
import { badRequest, notFound } from "./refusal.ts";
import { requirePrincipal } from "./service-principals.ts";

/** A role's id is its template's: the emulator activates every role. */
const showRole = ({ templateId, name }: DirectoryRole): Item => ({
  id: templateId,
  deletedDateTime: null,
  description: name,
  displayName: name,
  roleTemplateId: templateId,
});
const showDefinition = ({ templateId, name }: DirectoryRole): Item => ({
  id: templateId,
  description: name,
  displayName: name,
  isBuiltIn: true,
  isEnabled: true,
  templateId,
});

function requireRole(call: GraphCall, id: string | undefined = call.keys[0]?.value): DirectoryRole {
  const role = directoryRoles.find(({ templateId }) => templateId === id?.toLowerCase());
  if (!role) throw notFound({ property: "id", value: id ?? "" });
  return role;
}

function assign(call: GraphCall, { templateId }: DirectoryRole, principal: string): void {
  const found = call.directory.servicePrincipals.find(({ id }) => id === principal.toLowerCase());
  if (!found) throw notFound({ property: "id", value: principal });
  if (directoryRolesOf(call.directory, found.id).includes(templateId)) throw conflict("roleDefinitionId");
  call.directory.directoryRoleMembers.push({ principalId: parsePrincipalId(found.id), roleTemplateId: templateId });
}

function unassign(call: GraphCall, templateId: string, principalId: string): void {
  const { directory } = call;
  const isIt = (member: { readonly principalId: string; readonly roleTemplateId: string }): boolean =>
    member.principalId === principalId && member.roleTemplateId === templateId;
  if (!directory.directoryRoleMembers.some(isIt)) throw notFound(call.keys.at(-1));
  directory.directoryRoleMembers = directory.directoryRoleMembers.filter((member) => !isIt(member));
}

function members(call: GraphCall): GraphAnswer {
  const { templateId } = requireRole(call);
  const held = call.directory.servicePrincipals.filter(({ id }) =>
    directoryRolesOf(call.directory, id).includes(templateId),
  );
  const items = held.map((each) => ({
    "@odata.type": "#microsoft.graph.servicePrincipal",
    ...showPrincipal(call, each),
  }));
  return listOf(call, "directoryObjects", items);
}

/** An assignment has no id of its own here: it is the pair. */
const idOf = (roleDefinitionId: string, principalId: string): string =>
  Buffer.from(`${roleDefinitionId} ${principalId}`).toString("base64url");
const showAssignment = (roleDefinitionId: string, principalId: string): Item => ({
  id: idOf(roleDefinitionId, principalId),
  principalId,
  directoryScopeId: "/",
  roleDefinitionId,
});

function postAssignment(call: GraphCall): GraphAnswer {
  const role = requireRole(call, textOr(call.body["roleDefinitionId"], ""));
  if (textOr(call.body["directoryScopeId"], "/") !== "/") throw badRequest("The emulator knows the scope '/' only.");
  const principalId = textOr(call.body["principalId"], "").toLowerCase();
  assign(call, role, principalId);
  const shown = showAssignment(role.templateId, principalId);
  return { status: 201, body: entity(call, "roleManagement/directory/roleAssignments", shown) };
}

function everyAssignment(call: GraphCall): Item[] {
  return call.directory.directoryRoleMembers.map(({ roleTemplateId, principalId }) =>
    showAssignment(roleTemplateId, principalId),
  );
}

/** The roles of a principal, as `memberOf` shows them. The emulator has no groups. */
function memberOf(call: GraphCall): GraphAnswer {
  const held = directoryRolesOf(call.directory, requirePrincipal(call).id);
  const items = directoryRoles
    .filter(({ templateId }) => held.includes(templateId))
    .map((role) => ({ "@odata.type": "#microsoft.graph.directoryRole", ...showRole(role) }));
  return listOf(call, "directoryObjects", items);
}

const management = "roleManagement/directory";

export const directoryRoleRoutes: GraphRoutes = {
  ...routes(["read"], {
    "GET directoryRoles": (call) => listOf(call, "directoryRoles", directoryRoles.map(showRole)),
    "GET directoryRoleTemplates": (call) => listOf(call, "directoryRoleTemplates", directoryRoles.map(showRole)),
    "GET directoryRoles/{}": (call) => ({
      status: 200,
      body: entity(call, "directoryRoles", showRole(requireRole(call))),
    }),
    "GET directoryRoles/{}/members": members,
    [`GET ${management}/roleDefinitions`]: (call) =>
      listOf(call, `${management}/roleDefinitions`, directoryRoles.map(showDefinition)),
    [`GET ${management}/roleDefinitions/{}`]: (call) => ({
      status: 200,
      body: entity(call, `${management}/roleDefinitions`, showDefinition(requireRole(call))),
    }),
    [`GET ${management}/roleAssignments`]: (call) =>
      listOf(call, `${management}/roleAssignments`, everyAssignment(call)),
    "GET servicePrincipals/{}/memberOf": memberOf,
    "GET servicePrincipals/{}/transitiveMemberOf": memberOf,
  }),
  ...routes(["directoryRoles"], {
    "POST directoryRoles/{}/members/$ref": (call) => {
      assign(call, requireRole(call), referencedId(call.body));
      return { status: 204 };
    },
    [`POST ${management}/roleAssignments`]: postAssignment,
    [`DELETE ${management}/roleAssignments/{}`]: (call) => {
      const [role = "", principal = ""] = Buffer.from(call.keys[0]?.value ?? "", "base64url")
        .toString()
        .split(" ");
      unassign(call, role, principal);
      return { status: 204 };
    },
  }),
};
