import type { World } from "../world.ts";

// The claims that only Entra itself can read. Clients must not look into them; they are here because tokens have them.

function guidBytes(guid: string): Buffer {
  const hex = guid.replaceAll("-", "");
  const bytes = Buffer.from(hex, "hex");
  // GUIDs are stored with their first three groups in little-endian order.
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** `rh`: begins `1.` and holds the tenant's and the resource's GUID (read off a real token). */
export function refreshHint(tenantId: string, resourceAppId: string): string {
  const body = Buffer.concat([Buffer.from([1]), guidBytes(tenantId), guidBytes(resourceAppId), Buffer.alloc(3)]);
  return `1.${body.toString("base64url")}.`;
}

/** `aio`, `xms_ftd` and their like. */
export function opaque(world: World, bytes: number): string {
  return Buffer.from(world.randomBytes(bytes)).toString("base64url");
}
