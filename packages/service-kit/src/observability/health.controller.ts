import { Controller, Get, Header } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

/** The only HTTP face of a service, for those who run it. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The process works; where it doesn't answer, start it anew. */
  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It may be given work. 503 with the reasons where it may not. */
  @Get('health/ready')
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.readiness.service(),
      () => this.readiness.broker(),
      () => this.readiness.durability(),
      () => this.readiness.migrations(),
      () => this.readiness.calendar(),
    ]);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  measured(): Promise<string> {
    return this.metrics.text();
  }
}
