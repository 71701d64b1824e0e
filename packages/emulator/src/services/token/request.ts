import { isGuid } from "@tegata/core";
import type { World } from "../../world.ts";

/** A token request, as far as it can be read before any rule is applied. */
export interface TokenRequest {
  readonly tenant: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly traceId: string;
  readonly correlationId: string;
  /** The correlation id, when the client asked for it back. */
  readonly echo: string | undefined;
  readonly userAgent: string;
}

/**
 * Reads the form. Fields that are not known are kept out of the way, not refused: msal-node sends its telemetry in the
 * body. The client's request id comes as a header, a field or a query parameter, depending on the client.
 */
export async function readTokenRequest(request: Request, tenant: string, world: World): Promise<TokenRequest> {
  const form = new URLSearchParams(await request.text());
  const fields = Object.fromEntries(form);
  const sent =
    request.headers.get("client-request-id") ??
    fields["client-request-id"] ??
    new URL(request.url).searchParams.get("client-request-id");
  const clientRequestId = sent && isGuid(sent) ? sent.toLowerCase() : undefined;
  const wantsEcho = request.headers.get("return-client-request-id")?.toLowerCase() !== "false";
  return {
    tenant,
    fields,
    traceId: world.uuid(),
    correlationId: clientRequestId ?? world.uuid(),
    echo: wantsEcho ? clientRequestId : undefined,
    userAgent: request.headers.get("user-agent") ?? "",
  };
}
