// Where each subject is described, by the first part of a check's name.
import type { ChainCheckId } from "@tegata/core";

const learn = "https://learn.microsoft.com";

const bySubject: Readonly<Record<string, string>> = {
  settings: `${learn}/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity`,
  home: `${learn}/azure/cost-management-billing/manage/subscription-states`,
  identity: `${learn}/entra/identity/managed-identities-azure-resources/overview`,
  assertion: `${learn}/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity`,
  "token-service": `${learn}/entra/identity-platform/reference-error-codes`,
  tenant: `${learn}/entra/fundamentals/how-to-find-tenant`,
  application: `${learn}/entra/identity-platform/howto-convert-app-to-be-multi-tenant`,
  credential: `${learn}/entra/workload-id/workload-identity-federation-considerations`,
  principal: `${learn}/entra/identity-platform/app-objects-and-service-principals`,
  api: `${learn}/entra/identity-platform/app-objects-and-service-principals`,
  access: `${learn}/entra/identity/conditional-access/workload-identity`,
  exchange: `${learn}/entra/identity-platform/reference-error-codes`,
  scope: `${learn}/azure/role-based-access-control/scope-overview`,
  role: `${learn}/azure/role-based-access-control/troubleshooting`,
  "app-role": `${learn}/graph/api/serviceprincipal-post-approleassignments`,
  network: `${learn}/azure/storage/common/storage-network-security`,
  data: `${learn}/troubleshoot/azure/azure-storage/blobs/authentication/storage-troubleshoot-403-errors`,
};

export function linksOf(id: ChainCheckId): readonly string[] {
  const link = bySubject[id.split(".")[0] ?? ""];
  return link === undefined ? [] : [link];
}
