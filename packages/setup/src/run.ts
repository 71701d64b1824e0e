// What plan and apply share: options, defaults, and the directories opened with their operators.
import type { ClientId, TenantId } from "@tegata/core";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { isRoleGrant } from "./configuration/configuration.ts";
import type { Directory, Surroundings } from "./directory/directory.ts";
import { openDirectory } from "./directory/directory.ts";
import type { Operator } from "./directory/operator.ts";
import type { Endpoints } from "./endpoints.ts";
import { resolveEndpoints } from "./endpoints.ts";
import type { Fetch, RetryNotice } from "./http/json-client.ts";
import { Gate, requestsAtOnce } from "./http/pace.ts";
import type { RetryPolicy } from "./http/retry.ts";
import { defaultRetryPolicy } from "./http/retry.ts";
import { joinFaults, SetupError } from "./errors.ts";
import type { Route } from "./route.ts";

/** Who is signed in. A directory without an operator is neither read nor written; its steps come out as blocked. */
export interface Operators {
  readonly home?: Operator;
  /** One operator, when there is one resource directory; else a function that has one for some directories. */
  readonly resource?: Operator | ((tenantId: TenantId) => Operator | undefined);
}

export interface SetupOptions {
  readonly configuration: Configuration;
  readonly operators: Operators;
  /** The application's client id, when home's operator is not here to look it up. */
  readonly applicationId?: ClientId;
  /** Addresses (as a plan names them) of objects that may be changed although they carry no mark of ours. */
  readonly adopt?: readonly string[];
  /** Whether the hosts' application settings are read and set as well (App Service and Functions). */
  readonly withHostSettings?: boolean;
  /** Whether an application that other directories can use may become one of the home directory only. They lose it at once. */
  readonly allowSingleTenant?: boolean;
  /** Found by `resolveEndpoints` when left out, which for a metadata URL costs a request. */
  readonly endpoints?: Endpoints;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly randomUuid?: () => string;
  readonly retryPolicy?: RetryPolicy;
  readonly signal?: AbortSignal;
}

function withApplicationId({ configuration, applicationId }: SetupOptions): Configuration {
  if (applicationId === undefined) return configuration;
  const application = { ...configuration.home.application, clientId: applicationId };
  return { ...configuration, home: { ...configuration.home, application } };
}

function operatorOf(tenantId: TenantId, operators: Operators): Operator | undefined {
  return typeof operators.resource === "function" ? operators.resource(tenantId) : operators.resource;
}

function openDirectories(options: SetupOptions, around: Surroundings): Pick<Route, "home" | "resourceDirectories"> {
  const { configuration, operators } = options;
  const homeTenant = configuration.home.tenantId;
  const usesResourceManager =
    configuration.home.identity !== undefined ||
    configuration.resources.some(({ tenantId, grants }) => tenantId === homeTenant && grants.some(isRoleGrant));
  const home = openDirectory(
    { side: "home", tenantId: homeTenant, operator: operators.home, usesResourceManager },
    around,
  );
  const open = (tenantId: TenantId): Directory => {
    if (tenantId === homeTenant) return home;
    const operator = operatorOf(tenantId, operators);
    const grants = configuration.resources.find((resource) => resource.tenantId === tenantId)?.grants ?? [];
    const usesRoles = grants.some(isRoleGrant);
    return openDirectory({ side: "resource", tenantId, operator, usesResourceManager: usesRoles }, around);
  };
  return {
    home,
    resourceDirectories: new Map(configuration.resources.map(({ tenantId }) => [tenantId, open(tenantId)])),
  };
}

/** Everything that a walk takes but its visitor. */
export type Prepared = Omit<Route, "visitor"> & { readonly clock: Clock; readonly adopt: ReadonlySet<string> };

/** Opens every directory and checks every operator's tokens, before a request is sent to any of them. */
export async function prepare(options: SetupOptions, onRetry: (notice: RetryNotice) => void): Promise<Prepared> {
  const configuration = withApplicationId(options);
  const clock = options.clock ?? systemClock;
  const send: Fetch = options.fetch ?? fetch;
  const around: Surroundings = {
    endpoints:
      options.endpoints ??
      (await resolveEndpoints(configuration, {
        fetch: send,
        clock,
        ...(options.signal ? { signal: options.signal } : {}),
      })),
    fetch: send,
    clock,
    randomUuid: options.randomUuid ?? ((): string => crypto.randomUUID()),
    retryPolicy: options.retryPolicy ?? defaultRetryPolicy,
    onRetry,
    signal: options.signal,
    gate: new Gate(requestsAtOnce),
  };
  const directories = openDirectories(options, around);
  await checkOperators([directories.home, ...directories.resourceDirectories.values()]);
  return {
    configuration,
    cloud: around.endpoints.cloud,
    ...directories,
    clock,
    adopt: new Set(options.adopt),
    withHostSettings: options.withHostSettings === true,
    allowSingleTenant: options.allowSingleTenant === true,
  };
}

/** @throws SetupError the fault of an operator, or `several.faults` with those of all */
async function checkOperators(directories: readonly Directory[]): Promise<void> {
  const checked = await Promise.allSettled([...new Set(directories)].map((one) => one.checkOperator()));
  const faults = checked.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const [first] = faults;
  if (first === undefined) return;
  const known = faults.filter((fault) => fault instanceof SetupError);
  throw known.length === faults.length ? joinFaults(known) : first;
}

/** The directories in the order in which people read them: home, then as in the configuration. */
export function tenantsInOrder(configuration: Configuration): TenantId[] {
  return [...new Set([configuration.home.tenantId, ...configuration.resources.map(({ tenantId }) => tenantId)])];
}
