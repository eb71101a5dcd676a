import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routeNotFound } from '@bumen/contracts';
import { Broker } from '../broker/broker.ts';
import { LiveEvents } from '../events/live-events.ts';
import { gatewayConfig, type GatewayConfig } from '../gateway.config.ts';
import { Metrics } from './metrics.ts';

/** For those who run it: is it alive, can it serve, how is it doing. */
@Controller()
export class OperationsController {
  #revocationsKnown = false;

  constructor(
    @Inject(Broker) private readonly broker: Broker,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(LiveEvents) live: LiveEvents,
    @Inject(gatewayConfig) private readonly config: GatewayConfig,
  ) {
    void live.revocationsKnown.then(() => {
      this.#revocationsKnown = true;
    });
  }

  @Get('health/live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /**
   * 503 while requests can't be passed on, or while it isn't known yet which sessions ended before this process began.
   */
  @Get('health/ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): { status: string; details: Record<string, string> } {
    const details = {
      broker: this.broker.connected ? 'up' : 'down',
      revocations: this.#revocationsKnown ? 'up' : 'down',
    };
    const ready = Object.values(details).every((one) => one === 'up');
    if (!ready) reply.code(503).header('retry-after', '1');
    return { status: ready ? 'ok' : 'error', details };
  }

  @Get('metrics')
  async measured(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // Whoever may not read them is not told that they are there.
    if (!this.#mayReadMetrics(request)) throw routeNotFound();
    await reply.type(this.metrics.contentType).send(await this.metrics.text());
  }

  #mayReadMetrics(request: FastifyRequest): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === undefined)
      return (
        ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '') &&
        request.headers['x-forwarded-for'] === undefined
      );
    const [given, wanted] = [Buffer.from(request.headers.authorization ?? ''), Buffer.from(`Bearer ${metricsToken}`)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
