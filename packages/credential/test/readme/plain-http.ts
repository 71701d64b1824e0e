import type { CrossTenantCredential } from "@tegata/credential";

export async function listSubscriptions(credential: CrossTenantCredential): Promise<unknown> {
  const { token } = await credential.getToken("https://management.azure.com/.default");
  const response = await fetch("https://management.azure.com/subscriptions?api-version=2022-12-01", {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.json();
}
