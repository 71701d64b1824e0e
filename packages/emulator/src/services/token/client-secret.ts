import { createHash, timingSafeEqual } from "node:crypto";
import type { SecretFacts } from "@tegata/core";
import type { Client } from "./client.ts";

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/**
 * How a secret compares with those of the application and of its service principal in the directory that was asked.
 * A current one counts more than an expired one with the same text.
 */
export function compareSecret(client: Client, secret: string, nowMs: number): SecretFacts {
  const sent = digest(secret);
  const known = [
    ...(client.application?.passwordCredentials ?? []),
    ...(client.servicePrincipal?.passwordCredentials ?? []),
  ].filter((credential) => timingSafeEqual(digest(credential.secretText), sent));
  const isCurrent = known.some((credential) => Date.parse(credential.endDateTime) > nowMs);
  const { clientId } = client;
  if (isCurrent) return { clientId, secret: "current" };
  return { clientId, secret: known.length > 0 ? "expired" : "unknown" };
}
