import { type CrossTenantCredential, CrossTenantCredentialError } from "@tegata/credential";

export async function check(credential: CrossTenantCredential): Promise<string> {
  try {
    await credential.getToken("https://storage.azure.com/.default");
    return "ok";
  } catch (error) {
    if (!(error instanceof CrossTenantCredentialError)) throw error;
    return `${error.code} at hop ${error.hop ?? "none"}: ${error.fix}`;
  }
}
