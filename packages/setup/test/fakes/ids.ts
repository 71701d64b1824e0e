// Readable ids that are obviously not real.
import { parseTenantId, type TenantId } from "@tegata/core";

export const contoso: TenantId = parseTenantId("aaaaaaaa-0000-4000-8000-00000000000a");
export const fabrikam: TenantId = parseTenantId("bbbbbbbb-0000-4000-8000-00000000000b");
export const contosoSubscription = "aaaaaaaa-1111-4000-8000-00000000000a";
export const fabrikamSubscription = "bbbbbbbb-1111-4000-8000-00000000000b";
export const storageAccount = `/subscriptions/${fabrikamSubscription}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stfabrikam`;
export const blobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
export const foundryUser = "53ca6127-db72-4b80-b1b0-d745d6d5456d";
