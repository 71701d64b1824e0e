// `@opentelemetry/api` as far as it is used, writing down what it is told.
import type { OpenTelemetryApi } from "@tegata/credential";

export interface RecordedSpan {
  readonly name: string;
  readonly root: boolean;
  readonly parent: unknown;
  readonly attributes: Record<string, unknown>;
  status: { readonly code: number; readonly message?: string } | undefined;
  ended: boolean;
}

export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly attributes: unknown;
}

export function recordedTelemetry(): {
  readonly api: OpenTelemetryApi;
  readonly spans: RecordedSpan[];
  readonly measurements: Measurement[];
} {
  const spans: RecordedSpan[] = [];
  const measurements: Measurement[] = [];
  const startSpan: ReturnType<OpenTelemetryApi["trace"]["getTracer"]>["startSpan"] = (name, options, context) => {
    const { root, attributes } = options;
    const span: RecordedSpan = {
      name,
      root,
      parent: context,
      attributes: { ...attributes },
      status: undefined,
      ended: false,
    };
    spans.push(span);
    return {
      setAttributes: (more) => Object.assign(span.attributes, more),
      setStatus: (status) => (span.status = status),
      end: () => {
        span.ended = true;
      },
    };
  };
  const api: OpenTelemetryApi = {
    trace: { getTracer: () => ({ startSpan }) },
    metrics: {
      getMeter: () => ({
        createHistogram: (name, { unit }) => ({
          record: (value, attributes) => measurements.push({ name, unit, value, attributes }),
        }),
      }),
    },
    context: { active: () => "the active context" },
  };
  return { api, spans, measurements };
}
