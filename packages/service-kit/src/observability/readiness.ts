import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { calendarPolicy, type ServiceName } from '@bumen/contracts';
import { SERVICE_NAME } from '../config/service-name.ts';
import { calendarWarning } from '../policy/calendar-warning.ts';
import { Policies } from '../policy/policies.ts';
import { Clock } from '../transaction/clock.ts';
import { Database } from '../transaction/database.ts';
import { BrokerConnection } from '../transport/broker-connection.ts';

/** Names of the migrations that this version of the service needs. */
export const NEEDED_MIGRATIONS = Symbol('needed migrations');

interface Settings {
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
}

/** What must hold before a service may be given work. */
@Injectable()
export class Readiness {
  #started = false;

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly connection: BrokerConnection,
    private readonly policies: Policies,
    private readonly clock: Clock,
    @Inject(SERVICE_NAME) private readonly serviceName: ServiceName,
    @Inject(NEEDED_MIGRATIONS) private readonly needed: readonly string[],
  ) {}

  /** Set while the service takes requests. */
  set started(started: boolean) {
    this.#started = started;
  }

  service(): HealthIndicatorResult {
    const check = this.indicators.check('service');
    return this.#started ? check.up() : check.down('starting or stopping');
  }

  broker(): HealthIndicatorResult {
    const check = this.indicators.check('broker');
    return this.connection.connected ? check.up() : check.down('the broker can not be reached');
  }

  /** Up only where a commit that PostgreSQL has acknowledged survives a power cut (R1). */
  async durability(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('durability');
    const settings = await this.#ask<Settings>(
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
         current_setting('full_page_writes') AS full_page_writes`,
    );
    if (!settings) return check.down('the database can not be reached');
    const off = Object.entries(settings[0]!)
      .filter(([, value]) => value === 'off')
      .map(([name]) => name);
    return off.length === 0
      ? check.up()
      : check.down(`the database may lose what it has acknowledged: ${off.join(', ')} is off`);
  }

  async migrations(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('migrations');
    const done = await this.#ask<{ name: string }>('SELECT name FROM migration');
    if (!done) return check.down('the database can not be reached');
    const missing = this.needed.filter((name) => !done.some((row) => row.name === name));
    return missing.length === 0 ? check.up() : check.down(`not run yet: ${missing.join(', ')}`);
  }

  /** Always up: a year whose public holidays are not known is something to see to, and no reason to stop (T-04). */
  async calendar(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('calendar');
    const { service, sharedWith } = calendarPolicy;
    if (![service, ...sharedWith].includes(this.serviceName)) return check.up();
    const now = this.clock.now();
    const calendar = await this.policies.knownAt(calendarPolicy, now).catch(() => undefined);
    const warning = calendar && calendarWarning(calendar, now);
    return warning ? check.up({ warning: warning.en }) : check.up();
  }

  async #ask<Row extends object>(text: string): Promise<Row[] | undefined> {
    try {
      return await this.database.rows<Row>(text);
    } catch {
      return undefined;
    }
  }
}
