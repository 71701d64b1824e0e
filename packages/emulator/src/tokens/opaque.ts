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

const hints = new Map<string, string>();
const mostHints = 1000;

/** `rh`: begins `1.` and holds the tenant's and the resource's GUID (read off a real token). */
export function refreshHint(tenantId: string, resourceAppId: string): string {
  const key = `${tenantId} ${resourceAppId}`;
  const known = hints.get(key);
  if (known !== undefined) return known;
  if (hints.size >= mostHints) hints.clear();
  const body = Buffer.concat([Buffer.from([1]), guidBytes(tenantId), guidBytes(resourceAppId), Buffer.alloc(3)]);
  const hint = `1.${body.toString("base64url")}.`;
  hints.set(key, hint);
  return hint;
}

/** `aio`, `xms_ftd` and their like. */
export function opaque(world: World, bytes: number): string {
  const { buffer, byteOffset, byteLength } = world.randomBytes(bytes);
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64url");
}

interface Drawn {
  text: string;
  at: number;
}

const drawn = new WeakMap<World, Drawn>();
/** Enough for some sixty tokens. */
const drawnBytes = 6144;

/** So many characters of an opaque claim. Chance is asked by the page: a token has several of them. */
export function opaqueText(world: World, length: number): string {
  let page = drawn.get(world);
  if (!page) drawn.set(world, (page = { text: "", at: 0 }));
  if (page.at + length > page.text.length) [page.text, page.at] = [opaque(world, Math.max(drawnBytes, length)), 0];
  return page.text.slice(page.at, (page.at += length));
}

/** Several of them at once, each as long as so many bytes make it: cheaper than one after the other. */
export function opaques(world: World, sizes: readonly number[]): string[] {
  const lengths = sizes.map((bytes) => Math.ceil((bytes * 4) / 3));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const text = opaque(world, Math.ceil((total * 3) / 4));
  let at = 0;
  return lengths.map((length) => text.slice(at, (at += length)));
}
