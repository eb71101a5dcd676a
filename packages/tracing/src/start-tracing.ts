import { diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { traceWith } from './spans.ts';

/** How long a batch of spans is offered to a collector that doesn't take it. */
const exportMs = 2_000;
/** How long the end of the process waits for the last spans to be taken. */
const patienceMs = 3_000;
/** A collector that is away fails every second; the log is told less often. */
const complainEveryMs = 60_000;

/** Where traces are sent. */
export interface TracingConfig {
  /** Address of a collector that takes OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  /**
   * Which part of the traces that begin here is recorded, from 0 to 1; a trace that comes in keeps its own decision.
   */
  readonly ratio: number;
}

export interface Tracing {
  /** Sends what is recorded, or gives it up after some seconds. */
  close(): Promise<void>;
}

/**
 * Records spans from now on, as this process's service. The SDK is only loaded here: a process that isn't traced
 * doesn't have it. Headers, compression and certificates of the exporter are OpenTelemetry's own variables
 * (`OTEL_EXPORTER_OTLP_…`). `warn` is told what can't be delivered; nothing else suffers from it.
 */
export async function startTracing(
  service: string,
  config: TracingConfig,
  warn: (reason: string) => void,
): Promise<Tracing> {
  const [sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } = sdk;
  const { defaultResource, detectResources, resourceAttributesEnvDetector, resourceFromAttributes } = resources;
  const complain = seldom(warn);
  const silent = () => undefined;
  diag.setLogger(
    { error: complain, warn: complain, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter({
    url: `${config.endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: exportMs,
  });
  const provider = new TracerProvider({
    // What the operator says of the place comes in between, since which service it is isn't theirs to say for several
    // at once.
    resource: defaultResource()
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
      .merge(resourceFromAttributes({ 'service.name': service, 'service.namespace': 'bumen' })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(config.ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: exportMs + 500 }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  traceWith(provider.getTracer('bumen'));
  return {
    close: async () => {
      traceWith(undefined);
      trace.disable();
      const flushed = provider
        .shutdown()
        .catch((error: unknown) =>
          complain(error instanceof Error ? error.message : 'the last spans could not be sent'),
        );
      let patience: NodeJS.Timeout | undefined;
      await Promise.race([
        flushed,
        new Promise<void>((resolve) => {
          patience = setTimeout(resolve, patienceMs);
        }),
      ]);
      clearTimeout(patience);
      diag.disable();
    },
  };
}

function seldom(warn: (reason: string) => void): (reason: string) => void {
  let last = -Infinity;
  return (reason) => {
    if (performance.now() - last < complainEveryMs) return;
    last = performance.now();
    warn(reason);
  };
}
