import { CrossTenantCredential, managedIdentity } from "@tegata/credential";

export const credential = new CrossTenantCredential({
  tenantId: "22222222-2222-2222-2222-222222222222",
  clientId: "44444444-4444-4444-4444-444444444444",
  assertion: managedIdentity({ objectId: "66666666-6666-6666-6666-666666666666" }),
  cloud: "usgov", // or "china"; default "public"
  authority: "https://localhost:8443", // only for an emulator or a private cloud; https
});
