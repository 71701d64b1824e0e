import type { Cloud, TenantId } from "@tegata/core";
import type { Configuration } from "./configuration/configuration.ts";
import type { Directory } from "./directory/directory.ts";
import type { Visitor } from "./plan/visitor.ts";

/** Everything that a walk over the configuration takes. */
export interface Route {
  readonly configuration: Configuration;
  readonly cloud: Cloud;
  readonly home: Directory;
  readonly resourceDirectories: ReadonlyMap<TenantId, Directory>;
  readonly visitor: Visitor;
  /** Whether the hosts' application settings are wanted too. */
  readonly withHostSettings: boolean;
  /** Whether an application that other directories can use may be shut to them. */
  readonly allowSingleTenant: boolean;
}
