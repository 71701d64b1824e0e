import type { Context } from "../../context.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Caller } from "../../tokens/verify.ts";
import type { Mind } from "./mind.ts";
import type { ProjectData } from "./project-data.ts";
import type { Json } from "./wire.ts";

/** One authorized call to a project, as a handler sees it. */
export interface FoundryCall {
  readonly context: Context;
  readonly caller: Caller;
  readonly account: Resource;
  readonly project: Resource;
  readonly data: ProjectData;
  /** What stands for `{…}` in the route. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  /** What answers for the agents. */
  readonly mind: Mind;
  /** Runs whose answer is being waited for. */
  readonly pending: Map<string, Promise<void>>;
}

/** JSON with status 200, or a response of the handler's own. */
export type FoundryHandler = (call: FoundryCall) => unknown;

export function nowSeconds({ context }: FoundryCall): number {
  return Math.floor(context.world.now() / 1000);
}

/** An id such as `asst_…`: the prefix and 24 letters and digits, as OpenAI's are. */
export function newId({ context }: FoundryCall, prefix: string): string {
  return `${prefix}_${Buffer.from(context.world.randomBytes(12)).toString("hex")}`;
}
