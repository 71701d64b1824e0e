import type { ClientId, ObjectId, ResourceId } from "@tegata/core";

/** Which user-assigned identity of the host is meant. Endpoints know each by one of three ids. */
export type IdentitySelector =
  | { readonly by: "clientId"; readonly id: ClientId }
  | { readonly by: "objectId"; readonly id: ObjectId }
  | { readonly by: "resourceId"; readonly id: ResourceId };
