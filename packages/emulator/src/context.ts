import type { ApiName, AudienceAliases, Cloud } from "@tegata/core";
import type { SigningKeys } from "./directory/signing-keys.ts";
import type { Clock } from "./faults/clock.ts";
import type { Faults } from "./faults/faults.ts";
import type { Issuers } from "./issuers/issuers.ts";
import type { Journal } from "./journal.ts";
import type { Origins } from "./origins.ts";
import type { State } from "./state/state.ts";
import type { Store } from "./state/store.ts";
import type { BearerOutcome } from "./tokens/verify.ts";
import { verifyBearer } from "./tokens/verify.ts";
import type { World } from "./world.ts";

/** What every emulated service is given. */
export interface Context {
  readonly cloud: Cloud;
  readonly world: World;
  readonly store: Store;
  readonly keys: SigningKeys;
  readonly journal: Journal;
  /** Where the services are reached; known once the ports are. */
  readonly origins: Origins;
  /** The local origins as further names of the APIs. */
  readonly aliases: AudienceAliases;
  /** The state as it is written, where `store.state` shows what has reached a request so far. */
  readonly truth: State;
  /** Issuers outside of the directories: local ones and those of the internet. */
  readonly issuers: Issuers;
  /** Where the projected token of a Kubernetes workload lies, by its host's name. */
  readonly tokenFileOf: (host: string) => string;
  /** The faults that stand; none at the start. */
  readonly faults: Faults;
  /** What `world.now` goes by; it can be moved. */
  readonly clock: Clock;
}

/** The local origins of the services are names of the same audiences, because clients derive audiences from origins. */
export function aliasesOf(origins: Origins): AudienceAliases {
  return {
    resourceManager: [origins.resourceManager],
    graph: [origins.graph],
    storage: [origins.blob],
    foundry: [origins.foundry],
  };
}

/** Verifies the bearer token of a request to one API. */
export function authenticate(
  context: Context,
  api: ApiName,
  authorization: string | null | undefined,
): Promise<BearerOutcome> {
  return verifyBearer(authorization, {
    cloud: context.cloud,
    directories: context.store.state.directories,
    keys: context.keys,
    nowMs: context.world.now(),
    api: context.cloud.apis[api],
    aliases: context.aliases,
  });
}
