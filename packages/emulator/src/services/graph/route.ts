import { appManagementRoutes } from "./app-management.ts";
import { appRoleAssignmentRoutes } from "./app-role-assignments.ts";
import { applicationRoutes } from "./applications.ts";
import type { GraphRoutes } from "./call.ts";
import { credentialRoutes } from "./credentials.ts";
import { deletedItemRoutes } from "./deleted-items.ts";
import { directoryObjectRoutes } from "./directory-objects.ts";
import { directoryRoleRoutes } from "./directory-roles.ts";
import { federatedCredentialRoutes } from "./federated-credentials.ts";
import { ownerRoutes } from "./owners.ts";
import { permissionGrantRoutes } from "./permission-grants.ts";
import { servicePrincipalRoutes } from "./service-principals.ts";
import { signInRoutes } from "./sign-ins.ts";

/** What is emulated of Microsoft Graph, by method and path, in v1.0 and beta alike. */
export const graphRoutes: GraphRoutes = {
  ...applicationRoutes,
  ...credentialRoutes,
  ...federatedCredentialRoutes,
  ...servicePrincipalRoutes,
  ...ownerRoutes,
  ...appRoleAssignmentRoutes,
  ...permissionGrantRoutes,
  ...appManagementRoutes,
  ...directoryObjectRoutes,
  ...directoryRoleRoutes,
  ...deletedItemRoutes,
  ...signInRoutes,
};
