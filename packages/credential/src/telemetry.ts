// Spans and metrics through `@opentelemetry/api`, which is an optional peer: its types are declared by their shape, and
// the module is loaded only when the process has registered something with it. A served token costs nothing here.
import type { CrossTenantCredentialError } from "./errors.ts";

type Attributes = Readonly<Record<string, string | number | boolean>>;

interface Span {
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(): void;
}

interface Instrument {
  record(value: number, attributes?: Attributes): void;
}

/** The part of `@opentelemetry/api` that is used; the module itself fits. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: { readonly kind: number; readonly attributes: Attributes; readonly root: boolean },
        // The API's own Context type: passed on, never looked at.
        context: never,
      ): Span;
    };
  };
  readonly metrics: {
    getMeter(name: string): {
      createHistogram(name: string, options: { readonly unit: string; readonly description: string }): Instrument;
    };
  };
  readonly context: { active(): unknown };
}

/** One step under observation. */
export interface Observation {
  readonly end: (error?: CrossTenantCredentialError) => void;
}

export interface Step {
  readonly name: "tegata.assertion" | "tegata.exchange";
  readonly attributes: Attributes;
  readonly inBackground: boolean;
  /** The caller's tracing context, as the SDKs pass it in `tracingOptions`. */
  readonly context: unknown;
}

const library = "@tegata/credential";
/** `SpanKind.CLIENT` and `SpanStatusCode.ERROR`. @see https://opentelemetry.io/docs/specs/otel/trace/api/#spankind */
const spanKindClient = 2;
const statusError = 2;
/** Where the API keeps what was registered, for all copies of itself of major version 1. */
const registry = Symbol.for("opentelemetry.js.api.1");
/** A variable, and to be left alone by webpack, so that no bundler takes an absent module for an error. */
const moduleName = "@opentelemetry/api";

async function installed(): Promise<OpenTelemetryApi | undefined> {
  if (!(registry in globalThis)) return undefined;
  try {
    return (await import(/* webpackIgnore: true */ moduleName)) as OpenTelemetryApi;
  } catch {
    // Registered by a copy that this package cannot see, as in a bundle, or where nothing can be imported at run time
    // (bundlers and test runners each have an error of their own for it): then it has to be given as an option.
    return undefined;
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // See `observe`.
  }
}

const unobserved: Observation = { end: () => undefined };

export class Telemetry {
  readonly #given: OpenTelemetryApi | undefined;
  #api: OpenTelemetryApi | undefined;
  #duration: Instrument | undefined;

  constructor(given: OpenTelemetryApi | undefined) {
    this.#given = given;
  }

  /** Begins a span and starts the clock for the metric. Watching cannot fail a token: a tracer that throws sees nothing. */
  async observe(step: Step, elapsedMs: () => number): Promise<Observation> {
    this.#api ??= this.#given ?? (await installed());
    if (this.#api === undefined) return unobserved;
    try {
      const observation = this.#begin(this.#api, step, elapsedMs);
      return { end: (error) => quietly(() => observation.end(error)) };
    } catch {
      return unobserved;
    }
  }

  #begin(api: OpenTelemetryApi, step: Step, elapsedMs: () => number): Observation {
    const { attributes, inBackground } = step;
    const context = (step.context ?? api.context.active()) as never;
    const all = { ...attributes, "tegata.background": inBackground };
    const options = { kind: spanKindClient, attributes: all, root: inBackground };
    const span = api.trace.getTracer(library).startSpan(step.name, options, context);
    const startMs = elapsedMs();
    return { end: (error) => this.#end(api, { span, step, seconds: (elapsedMs() - startMs) / 1_000, error }) };
  }

  #end(
    api: OpenTelemetryApi,
    ended: {
      readonly span: Span;
      readonly step: Step;
      readonly seconds: number;
      readonly error: CrossTenantCredentialError | undefined;
    },
  ): void {
    const { span, step, seconds, error } = ended;
    this.#duration ??= api.metrics.getMeter(library).createHistogram("tegata.credential.duration", {
      unit: "s",
      description: "How long one step towards a token took, retries included",
    });
    const outcome = { "tegata.step": step.name, ...(error === undefined ? {} : { "error.type": error.code }) };
    this.#duration.record(seconds, { ...outcome, "tegata.background": step.inBackground });
    if (error !== undefined) {
      span.setAttributes(attributesOf(error));
      span.setStatus({ code: statusError, message: error.code });
    }
    span.end();
  }
}

function attributesOf(error: CrossTenantCredentialError): Attributes {
  const { code, aadsts, status, ids } = error;
  return {
    "error.type": code,
    ...(aadsts === undefined ? {} : { "tegata.aadsts": aadsts }),
    ...(status === undefined ? {} : { "http.response.status_code": status }),
    ...(ids.correlationId === undefined ? {} : { "tegata.correlation_id": ids.correlationId }),
    ...(ids.traceId === undefined ? {} : { "tegata.trace_id": ids.traceId }),
  };
}
