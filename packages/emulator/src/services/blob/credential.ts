import type { BlobRequest } from "./engine.ts";

/** What a request brings to prove who it is. */
export type BlobCredential =
  | { readonly kind: "bearer" }
  | { readonly kind: "shared key" }
  /** A shared access signature made with an account key. */
  | { readonly kind: "key SAS" }
  /** A shared access signature made with a user delegation key: it can do no more than who signed it. */
  | { readonly kind: "delegation SAS"; readonly tenantId: string; readonly principalId: string }
  | { readonly kind: "none" };

/** An `Authorization` header counts before a signature in the URL. */
export function credentialOf(request: BlobRequest): BlobCredential {
  const { authorization } = request;
  if (authorization !== undefined) {
    return { kind: /^SharedKey(?:Lite)? /.test(authorization) ? "shared key" : "bearer" };
  }
  if (request.query("sig") === undefined) return { kind: "none" };
  const [principalId, tenantId] = [request.query("skoid"), request.query("sktid")];
  if (principalId === undefined && tenantId === undefined) return { kind: "key SAS" };
  return { kind: "delegation SAS", principalId: principalId ?? "", tenantId: tenantId ?? "" };
}
