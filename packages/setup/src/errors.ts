// The errors of the engine. Every message names the object; none holds a token, assertion, key or secret.
import type { TegataErrorOptions } from "@tegata/core";
import { TegataError } from "@tegata/core";

/** Every way in which setup can fail. */
export type SetupErrorCode =
  | "configuration.invalid"
  | "several.faults"
  | "plan.stale"
  | "plan.unreadable"
  | "ownership.foreign"
  | "trust.client-id"
  | "api.not-found"
  | "app-role.not-found"
  | "export.impossible"
  | "name.not-found"
  | "cloud.metadata-invalid"
  | "operator.wrong-directory"
  | "operator.sign-in-failed"
  | "operator.token-unreadable"
  | "operator.token-refused"
  | "permission.denied"
  | "subscription.wrong-directory"
  | "subscription.not-found"
  | "identity.wrong-directory"
  | "resource-group.not-found"
  | "host.not-found"
  | "application.not-found"
  | "federation.limit"
  | "service-principal.wrong-owner"
  | "role.not-found"
  | "role.ambiguous"
  | "role.assignment-limit"
  | "role.name-taken"
  | "propagation.timeout"
  | "service.refused"
  | "service.unavailable"
  | "service.unreadable"
  | "service.foreign-link"
  | "network.failed"
  | "cancelled";

/**
 * An error of setup. `code` is closed: a `switch` over it is exhaustive. `details` may hold `status`, `serviceCode`
 * (Graph's or Resource Manager's own code), `method` and `url`; `ids` the ids that a support request needs.
 *
 * @example
 * ```ts
 * import { parseConfiguration, SetupError } from "@tegata/setup";
 *
 * try {
 *   parseConfiguration("version: 2", { file: "tegata.yaml" });
 * } catch (error) {
 *   if (error instanceof SetupError && error.code === "configuration.invalid") console.error(error.message);
 *   else throw error;
 * }
 * ```
 */
export class SetupError extends TegataError<SetupErrorCode> {
  override readonly name: string = "SetupError";
}

/** What a service said when it refused a request. Raised only when the answer is final, or its retries are used up. */
export class ServiceError extends SetupError {
  override readonly name: string = "ServiceError";
  readonly status: number;
  /** `error.code` and the codes of `error.details`, as the service spells them. */
  readonly serviceCodes: readonly string[];

  constructor(
    code: SetupErrorCode,
    message: string,
    options: TegataErrorOptions & { readonly status: number; readonly serviceCodes: readonly string[] },
  ) {
    super(code, message, options);
    this.status = options.status;
    this.serviceCodes = options.serviceCodes;
  }
}

/** Whether an error is a service's refusal with this status, and with this code when one is given. */
export function isRefusal(error: unknown, status: number, serviceCode?: string): error is ServiceError {
  return (
    error instanceof ServiceError &&
    error.status === status &&
    (serviceCode === undefined || error.serviceCodes.includes(serviceCode))
  );
}

/** An unreachable service is one fault, however many requests it cost. */
function keyOf({ code, message }: SetupError): string {
  const isOutage = code === "network.failed" || code === "service.unavailable";
  return `${code} ${isOutage ? (/https:\/\/[^/\s]+/.exec(message)?.[0] ?? message) : message}`;
}

/** One error for all faults. */
export function joinFaults(faults: readonly SetupError[]): SetupError {
  const keys = faults.map(keyOf);
  const distinct = faults.filter((fault, index) => keys.indexOf(keyOf(fault)) === index);
  const [only] = distinct;
  if (distinct.length === 1 && only) return only;
  const lines = distinct.map(({ code, message, fix }) => `  ${code}: ${message}\n    ${fix}`);
  // Faults of one kind keep their code: whoever branches on it need not look into a list.
  const code = only && distinct.every((fault) => fault.code === only.code) ? only.code : "several.faults";
  return new SetupError(code, `${distinct.length} faults:\n${lines.join("\n")}`, {
    fix: "Correct each of them; nothing was written to any directory.",
    details: { faults: distinct.map((fault) => fault.toJSON()) },
  });
}
