import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What Prometheus reads. Labels are operation names, so their number is bounded by the contracts. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'bumen_gateway_request_seconds',
    help: 'Time from request to answer by operation and status',
    labelNames: ['operation', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.#registry],
  });
  readonly #streams = new Gauge({
    name: 'bumen_gateway_event_streams',
    help: 'Live event streams that are open',
    registers: [this.#registry],
  });
  readonly #dropped = new Counter({
    name: 'bumen_gateway_event_streams_dropped_total',
    help: 'Live event streams ended because the reader was too slow',
    registers: [this.#registry],
  });
  readonly #connected = new Gauge({
    name: 'bumen_gateway_broker_connected',
    help: '1 while the broker is connected',
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  request(operation: string, status: number, seconds: number): void {
    this.#requests.observe({ operation, status }, seconds);
  }
  streams(open: number): void {
    this.#streams.set(open);
  }
  streamDropped(): void {
    this.#dropped.inc();
  }
  broker(connected: boolean): void {
    this.#connected.set(connected ? 1 : 0);
  }
  get contentType(): string {
    return this.#registry.contentType;
  }
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
