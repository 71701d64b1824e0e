// The errors of the engine. Every message names the object; none holds a token, assertion, key or secret.
import type { TegataErrorOptions } from "@tegata/core";
import { TegataError } from "@tegata/core";

/** Every way in which setup can fail. */
export type SetupErrorCode =
  /** tegata.yaml has faults; each is listed with line and column. Nothing was sent. */
  | "configuration.invalid"
  /** Several steps failed; each is listed. */
  | "several.faults"
  /** A saved plan no longer fits what is in the directories. */
  | "plan.stale"
  /** A saved plan is not a plan, or of another version. */
  | "plan.unreadable"
  /** What is to be adopted by name is none of the plan's objects. */
  | "adoption.unknown"
  /** An application that other directories use would become one of the home directory only. */
  | "application.narrowed"
  /** An object of that name was not made by Tegata and differs from what is wanted; it is left alone. */
  | "ownership.foreign"
  /** A trust has the identity's client id as its subject; it must be the identity's principal (object) id. */
  | "trust.client-id"
  /** The directory has no service principal of that API. */
  | "api.not-found"
  /** The API has no app role of that value for applications. */
  | "app-role.not-found"
  /** Something in the configuration cannot be written in that format; each fault is listed. */
  | "export.impossible"
  /** No directory, subscription or resource of that name was found. */
  | "name.not-found"
  /** The cloud's metadata lacks what is needed, or holds addresses that are not https. */
  | "cloud.metadata-invalid"
  /** The administrator is signed in to another directory than the side names. Nothing was sent with that token. */
  | "operator.wrong-directory"
  /** The administrator could not sign in. */
  | "operator.sign-in-failed"
  /** The administrator's token is not a token of Microsoft Entra. */
  | "operator.token-unreadable"
  /** A service refused the administrator's token (401). */
  | "operator.token-refused"
  /** The administrator lacks a right (403). */
  | "permission.denied"
  /** The subscription belongs to another directory. */
  | "subscription.wrong-directory"
  /** The directory has no such subscription, or the administrator cannot see it. */
  | "subscription.not-found"
  /** The managed identity belongs to another directory than the application. */
  | "identity.wrong-directory"
  /** The resource group does not exist; setup makes none. */
  | "resource-group.not-found"
  /** The host does not exist; setup makes none. */
  | "host.not-found"
  /** The home directory has no application of the client id in the configuration. */
  | "application.not-found"
  /** An application has at most 20 federated identity credentials, and others hold the places. */
  | "federation.limit"
  /** The service principal's application belongs to another directory than the home directory. */
  | "service-principal.wrong-owner"
  /** What a role is to be given on does not exist. */
  | "scope.not-found"
  /** No role of that name or id can be assigned at that scope. */
  | "role.not-found"
  /** Several roles have that name; write the GUID. */
  | "role.ambiguous"
  /** The subscription has no room for another role assignment. */
  | "role.assignment-limit"
  /** The role assignment's name is in use at another scope or for another principal. */
  | "role.name-taken"
  /** What was written cannot be read yet, and the limit of waiting has passed. A later run goes on. */
  | "propagation.timeout"
  /** Graph or Resource Manager refused a request; the message quotes its code. */
  | "service.refused"
  /** Graph or Resource Manager answered 429 or 5xx until the retries were used up. */
  | "service.unavailable"
  /** An answer was cut off, or is not what the service's contract says. */
  | "service.unreadable"
  /** An answer points to another origin; the token was not sent there. */
  | "service.foreign-link"
  /** No answer: name not found, connection refused, certificate not trusted, or time-out. */
  | "network.failed"
  /** Stopped on request. Apply again: it goes on where it stopped. */
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
/** A subscription of the wrong directory is one fault too. */
function keyOf({ code, message }: SetupError): string {
  const isOutage = code === "network.failed" || code === "service.unavailable" || code === "service.unreadable";
  if (code.startsWith("subscription.")) return `${code} ${/\/subscriptions\/[^/?\s]+/.exec(message)?.[0] ?? message}`;
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
