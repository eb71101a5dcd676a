import { Controller, Get, Header } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

/** The only HTTP face of a service, for those who run it. */
@Controller()
export class HealthController {
  readonly #health: HealthCheckService;
  readonly #readiness: Readiness;
  readonly #metrics: Metrics;

  constructor(health: HealthCheckService, readiness: Readiness, metrics: Metrics) {
    this.#health = health;
    this.#readiness = readiness;
    this.#metrics = metrics;
  }

  /** The process works; where it doesn't answer, start it anew. */
  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It may be given work. 503 with the reasons where it may not. */
  @Get('health/ready')
  ready(): Promise<HealthCheckResult> {
    const readiness = this.#readiness;
    return this.#health.check([
      () => readiness.service(),
      () => readiness.broker(),
      () => readiness.durability(),
      () => readiness.migrations(),
    ]);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.#metrics.text();
  }
}
