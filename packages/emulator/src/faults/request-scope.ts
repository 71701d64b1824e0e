import { AsyncLocalStorage } from "node:async_hooks";
import type { State } from "../state/state.ts";
import type { FaultService } from "./fault.ts";

/** The request that is being served, as long as faults change what services know. */
export interface RequestScope {
  readonly service: FaultService;
  readonly method: string;
  readonly path: string;
  /** What this request sees: settled at its first look, so that one decision sees one state. */
  view?: State;
  /** The faults that made the view another one than the state is. */
  affected?: readonly { readonly id: string; readonly kind: string }[];
}

/** Asynchronous context: services read the state where they always do, and need not know of faults. */
export const requestScope: AsyncLocalStorage<RequestScope> = new AsyncLocalStorage();
