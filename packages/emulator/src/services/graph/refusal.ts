import type { Key } from "./path.ts";

/** A refusal in Graph's own form; the router renders it. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly { readonly code: string; readonly message: string; readonly target?: string }[];

  constructor(status: number, code: string, message: string, details: GraphRefusal["details"] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export function notFound(key: Key | undefined): GraphRefusal {
  return new GraphRefusal(
    404,
    "Request_ResourceNotFound",
    `Resource '${key?.value ?? ""}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function denied(): GraphRefusal {
  return new GraphRefusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

export function badRequest(
  message: string,
  detail?: { readonly code: string; readonly target?: string },
): GraphRefusal {
  return new GraphRefusal(400, "Request_BadRequest", message, detail ? [{ ...detail, message }] : []);
}
