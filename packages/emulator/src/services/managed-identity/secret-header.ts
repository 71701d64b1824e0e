import { createHash, timingSafeEqual } from "node:crypto";

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Whether a header is the host's secret. A header that was sent twice arrives joined and is not. */
export function isSecret(sent: string | undefined, secret: string | null): boolean {
  return timingSafeEqual(digest(sent ?? ""), digest(secret ?? "")) && secret !== null && secret !== "";
}
