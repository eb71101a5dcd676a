import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, register } from 'prom-client';
import type { ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';

function once<Metric>(name: string, make: () => Metric): Metric {
  // Several services may live in one process (tests); they share the metric and differ by its label.
  return (register.getSingleMetric(name) as Metric | undefined) ?? make();
}

const requestSeconds = once(
  'bumen_request_seconds',
  () =>
    new Histogram({
      name: 'bumen_request_seconds',
      help: 'From receiving a request to answering it, by operation and outcome (ok or the code of the problem)',
      labelNames: ['service', 'operation', 'outcome'] as const,
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    }),
);
const requests = once(
  'bumen_requests',
  () =>
    new Gauge({
      name: 'bumen_requests',
      help: 'Requests in work and waiting',
      labelNames: ['service', 'state'] as const,
    }),
);
const requestsDropped = once(
  'bumen_requests_dropped_total',
  () =>
    new Counter({
      name: 'bumen_requests_dropped_total',
      help: 'Messages on a request subject to which the gateway awaits no answer',
      labelNames: ['service', 'operation'] as const,
    }),
);
const deadlinesMet = once(
  'bumen_deadlines_lag_seconds',
  () =>
    new Histogram({
      name: 'bumen_deadlines_lag_seconds',
      help: 'From a deadline to having met it',
      labelNames: ['service', 'deadline'] as const,
      buckets: [0.5, 1, 2, 5, 10, 60, 600],
    }),
);

const deadDeadlines = once(
  'bumen_dead_deadlines',
  () =>
    new Gauge({
      name: 'bumen_dead_deadlines',
      help: 'Deadlines that could not be met and that a person must look at',
      labelNames: ['service', 'deadline'] as const,
    }),
);

/** What a service counts of itself, in the process's one prom-client registry. */
@Injectable()
export class Metrics {
  #admission: (() => { readonly inWork: number; readonly waiting: number }) | undefined;

  constructor(@Inject(SERVICE_NAME) private readonly service: ServiceName) {}

  /** Begins to measure a request; what it returns is called with the outcome. */
  request(operation: string): (outcome: string) => void {
    const begun = performance.now();
    return (outcome) =>
      requestSeconds.observe({ service: this.service, operation, outcome }, (performance.now() - begun) / 1000);
  }

  requestDropped(operation: string): void {
    requestsDropped.inc({ service: this.service, operation });
  }

  deadlineMet(deadline: string, lagMs: number): void {
    deadlinesMet.observe({ service: this.service, deadline }, lagMs / 1000);
  }

  deadDeadlines(deadline: string, count: number): void {
    deadDeadlines.set({ service: this.service, deadline }, count);
  }

  watchRequests(admission: () => { readonly inWork: number; readonly waiting: number }): void {
    this.#admission = admission;
  }

  /** Everything in Prometheus' text form. */
  async text(): Promise<string> {
    const now = this.#admission?.();
    if (now) {
      requests.set({ service: this.service, state: 'in_work' }, now.inWork);
      requests.set({ service: this.service, state: 'waiting' }, now.waiting);
    }
    return register.metrics();
  }
}
