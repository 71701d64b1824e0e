import type { UserDelegationKey } from "@azure/storage-blob";
import { callBlob } from "./storage.ts";
import type { UnderAttack } from "./under-attack.ts";

function element(text: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? "";
}

/** A key of the owner's to sign with. */
export async function delegationKey(
  { chain, ownerToken: token }: UnderAttack,
  { startsOn, expiresOn }: { readonly startsOn: Date; readonly expiresOn: Date },
): Promise<UserDelegationKey> {
  const [start, expiry] = [startsOn, expiresOn].map((time) => `${time.toISOString().slice(0, 19)}Z`);
  const body = `<?xml version="1.0" encoding="utf-8"?><KeyInfo><Start>${start}</Start><Expiry>${expiry}</Expiry></KeyInfo>`;
  const headers = { "content-type": "application/xml", "content-length": String(body.length) };
  const { text } = await callBlob(chain, "POST /?restype=service&comp=userdelegationkey", { token, body, headers });
  return {
    signedObjectId: element(text, "SignedOid"),
    signedTenantId: element(text, "SignedTid"),
    signedStartsOn: new Date(element(text, "SignedStart")),
    signedExpiresOn: new Date(element(text, "SignedExpiry")),
    signedService: element(text, "SignedService"),
    signedVersion: element(text, "SignedVersion"),
    value: element(text, "Value"),
  };
}
