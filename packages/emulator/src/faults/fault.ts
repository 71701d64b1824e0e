/** The services whose requests a fault can meet. The admin API is not among them: it must always answer. */
export const faultServices = ["managedIdentity", "token", "graph", "resourceManager", "blob", "foundry"] as const;
export type FaultService = (typeof faultServices)[number];

/** The kinds of objects that take time to reach the service that reads them. */
export const propagatedObjects = ["application", "federatedCredential", "servicePrincipal", "roleAssignment"] as const;
export type PropagatedObject = (typeof propagatedObjects)[number];

/** Which requests a fault meets. What is left out means any. */
export interface FaultMatch {
  readonly service?: FaultService;
  /** Method and path, or a path alone, with an asterisk for anything: `POST *token`. */
  readonly operation?: string;
  /** A directory's name. */
  readonly directory?: string;
  /** A host's name: requests to its identity endpoint. */
  readonly host?: string;
  /** Who sends the request, by object id or client id, as the bearer token says: Azure throttles by caller too. */
  readonly caller?: string;
}

/** How long a fault stays. Without either, until it is removed. */
export interface FaultLife {
  /** After so many requests that met it. */
  readonly times?: number;
  /** After so many seconds by the emulator's clock. */
  readonly forSeconds?: number;
}

/** What becomes of the answer to a request that meets the fault. */
export type AnswerFault =
  | { readonly kind: "latency"; readonly milliseconds: number }
  | { readonly kind: "throttle"; readonly retryAfterSeconds?: number; readonly body: "json" | "text" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "reset" }
  | { readonly kind: "malformed-body" }
  | { readonly kind: "slow-body"; readonly milliseconds: number };

/** What the services know, as long as the fault stands. */
export type StateFault =
  | {
      readonly kind: "propagation";
      readonly object: PropagatedObject;
      /** How long a change takes to arrive. */
      readonly seconds: number;
      /** `flapping`: until then, every other request sees the change already. */
      readonly mode: "monotone" | "flapping";
    }
  /** The service principal, by object id or client id, counts as disabled. */
  | { readonly kind: "disabled-principal"; readonly principal: string }
  /** The token service looks at the client's credential before it looks for the service principal. */
  | { readonly kind: "credential-first" };

export type FaultSpecification = FaultMatch & FaultLife & (AnswerFault | StateFault);

/** A fault that stands. */
export type Fault = FaultSpecification & {
  readonly id: string;
  /** How many requests it has met. Absent for one that changes what services know: it meets none by itself. */
  readonly met?: number;
  /** When it ends by itself, by the emulator's clock. */
  readonly endsAt?: string;
};

/** A request as far as faults look at it. */
export interface RequestFacts {
  readonly service: FaultService;
  readonly host?: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The directory that the request is about, if one can be told. */
  readonly directory: string | undefined;
  /** The object id and the client id of who sends the request, as far as its token tells them. */
  readonly callers: readonly string[];
}

export const answerKinds = ["latency", "throttle", "status", "reset", "malformed-body", "slow-body"] as const;
export const stateKinds = ["propagation", "disabled-principal", "credential-first"] as const;

export function isAnswerFault<Type extends { readonly kind: string }>(
  fault: Type,
): fault is Extract<Type, AnswerFault> {
  return (answerKinds as readonly string[]).includes(fault.kind);
}

function matchesOperation(pattern: string, { method, path }: RequestFacts): boolean {
  const text = pattern.includes(" ") ? `${method} ${path}` : path;
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(text);
}

export function matches(fault: FaultMatch, request: RequestFacts): boolean {
  return (
    (fault.service === undefined || fault.service === request.service) &&
    (fault.host === undefined || fault.host === request.host) &&
    (fault.directory === undefined || fault.directory === request.directory) &&
    (fault.caller === undefined || request.callers.includes(fault.caller.toLowerCase())) &&
    (fault.operation === undefined || matchesOperation(fault.operation, request))
  );
}
