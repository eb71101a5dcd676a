import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import type { ServiceName } from '@bumen/contracts';
import { Acts } from './aggregate/act.ts';
import { AttachmentContent } from './attachments/attachment-content.entity.ts';
import { Attachment } from './attachments/attachment.entity.ts';
import { Attachments } from './attachments/attachments.repository.ts';
import { AuditEntry } from './audit/audit-entry.entity.ts';
import { auditController } from './audit/audit.controller.ts';
import { Doers } from './audit/doers.ts';
import { SERVICE_CONFIG, type ServiceConfig } from './config/service-config.ts';
import { deadDeadlineController } from './deadlines/dead-deadline.controller.ts';
import { DeadDeadline } from './deadlines/dead-deadline.entity.ts';
import { DeadDeadlines } from './deadlines/dead-deadlines.repository.ts';
import { Deadlines } from './deadlines/deadlines.ts';
import { Sweeper } from './deadlines/sweeper.ts';
import { Walking } from './deadlines/walking.ts';
import { DeadEvent, deadEventController, eventProviders, ReactionAttempt } from './events/index.ts';
import { declaredBy } from './insides.ts';
import { kitMigrations } from './migrations/index.ts';
import { HealthController } from './observability/health.controller.ts';
import { Metrics } from './observability/metrics.ts';
import { NEEDED_MIGRATIONS, Readiness } from './observability/readiness.ts';
import { policyCopies } from './policy/keep-policy-copy.reaction.ts';
import { Policies } from './policy/policies.ts';
import { PolicyCache } from './policy/policy-cache.ts';
import { PolicyChanges } from './policy/policy-changes.ts';
import { PolicySetting } from './policy/policy-setting.entity.ts';
import { PolicySettings } from './policy/policy-settings.ts';
import { policyController } from './policy/policy.controller.ts';
import { Clock } from './transaction/clock.ts';
import { Database, type EntityClasses, type MigrationClasses } from './transaction/database.ts';
import { OutboxSignal } from './transaction/outbox-signal.ts';
import { Transactions } from './transaction/transactions.ts';
import { BrokerConnection, StreamConnection } from './transport/broker-connection.ts';
import { ClockRequests } from './transport/clock-requests.ts';
import { ProblemFilter } from './transport/problem.filter.ts';
import { RequestServer } from './transport/request-server.ts';
import { RoleGuard } from './transport/role.guard.ts';
import { WorkInterceptor } from './transport/work.interceptor.ts';

/** What a service says of itself. */
export interface ServiceDeclaration {
  readonly service: ServiceName;
  readonly entities: EntityClasses;
  /** In any order: their names end with the moment that orders them. */
  readonly migrations: MigrationClasses;
}

interface ServiceKitDynamicModule extends DynamicModule {
  readonly declaration: ServiceDeclaration;
}

/** Everything that a service gets for free. Imported once, by the service's own module. */
@Module({})
export class ServiceKitModule {
  static forService(declaration: ServiceDeclaration): DynamicModule {
    const { service, entities } = declaration;
    const shared = [
      Clock,
      PolicyCache,
      Policies,
      PolicyChanges,
      Transactions,
      OutboxSignal,
      BrokerConnection,
      StreamConnection,
      Metrics,
      Doers,
      Acts,
      Attachments,
    ];
    const module: ServiceKitDynamicModule = {
      module: ServiceKitModule,
      declaration,
      global: true,
      imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
      controllers: [
        HealthController,
        policyController(service),
        auditController(service),
        deadEventController(service),
        deadDeadlineController(service),
        ...policyCopies(service),
      ],
      providers: [
        {
          provide: Database,
          inject: [SERVICE_CONFIG],
          useFactory: (config: ServiceConfig) =>
            Database.open(config, service, [
              AuditEntry,
              PolicySetting,
              DeadEvent,
              ReactionAttempt,
              DeadDeadline,
              Attachment,
              AttachmentContent,
              ...entities,
            ]),
        },
        { provide: NEEDED_MIGRATIONS, useValue: migrationsOf(declaration).map((migration) => migration.name) },
        Clock,
        PolicyCache,
        Policies,
        PolicySettings,
        PolicyChanges,
        Transactions,
        OutboxSignal,
        BrokerConnection,
        StreamConnection,
        RequestServer,
        Metrics,
        Readiness,
        Deadlines,
        DeadDeadlines,
        Sweeper,
        Walking,
        ClockRequests,
        Doers,
        Acts,
        Attachments,
        ProblemFilter,
        { provide: APP_GUARD, useClass: RoleGuard },
        { provide: APP_INTERCEPTOR, useClass: WorkInterceptor },
        { provide: APP_FILTER, useExisting: ProblemFilter },
        ...eventProviders,
      ],
      exports: shared,
    };
    return module;
  }
}

/** The kit's migrations and the service's own. */
export const migrationsOf = (declaration: ServiceDeclaration): MigrationClasses => [
  ...kitMigrations,
  ...declaration.migrations,
];

/** What the service's module says of itself. Throws where it doesn't import the kit, or says to be another service. */
export function declarationIn(module: object, service: ServiceName): ServiceDeclaration {
  const found = declaredBy<unknown>(module, 'imports').find(
    (one): one is ServiceKitDynamicModule => typeof one === 'object' && one !== null && 'declaration' in one,
  );
  if (!found) throw new Error(`the module of ${service} does not import ServiceKitModule.forService(…)`);
  if (found.declaration.service !== service)
    throw new Error(`the module of ${service} declares itself to be ${found.declaration.service}`);
  return found.declaration;
}
