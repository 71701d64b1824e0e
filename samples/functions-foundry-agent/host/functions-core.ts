// What the Functions host gives to `@azure/functions` under the name `@azure/functions-core`, as far as HTTP functions
// need it: a place where the programming model and the functions are registered.

export interface RpcBinding {
  readonly type: string;
  readonly route?: string;
  readonly methods?: readonly string[];
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, RpcBinding>>;
}

export interface RpcHttp {
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes?: Uint8Array; readonly string?: string; readonly json?: string };
}

/** One invocation, as the programming model handles it: request to arguments, result to response. */
export interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ readonly returnValue?: { readonly http?: RpcHttp } }>;
}

export interface ProgrammingModel {
  getInvocationModel(context: object): InvocationModel;
}

export type Handler = (...inputs: unknown[]) => unknown;

export interface Registered {
  readonly metadata: FunctionMetadata;
  readonly handler: Handler;
}

/** The functions that the app has registered, in its own order. */
export const functions: Registered[] = [];

let model: ProgrammingModel | undefined;

export function programmingModel(): ProgrammingModel {
  if (!model) throw new Error("no programming model was registered: is @azure/functions loaded?");
  return model;
}

// From here on: what `@azure/functions` calls.

export function setProgrammingModel(its: ProgrammingModel): void {
  model = its;
}

export function registerFunction(metadata: FunctionMetadata, handler: Handler): void {
  functions.push({ metadata, handler });
}

/** Hooks are not run here. */
export function registerHook(): { dispose: () => void } {
  return { dispose: () => undefined };
}

export function log(level: string, category: string, message: string): void {
  if (category === "user" || level === "error") console.error(message);
}
