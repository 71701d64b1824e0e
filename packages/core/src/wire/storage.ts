// Spelling of Azure Storage's refusals.

/**
 * The challenge with which Storage names the directory it trusts. Values are neither quoted nor separated by commas:
 * the storage SDK for JS throws on both, and takes the tenant from the first path segment.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge
 */
export function storageChallenge(authority: string, tenantId: string): string {
  return `Bearer authorization_uri=${authority}/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`;
}
