import { Module } from '@nestjs/common';
import { ServiceKitModule } from '@bumen/service-kit';
import { Acts } from './acts.ts';
import { Attempt } from './callback/attempt.entity.ts';
import { CallbackController } from './callback/callback.controller.ts';
import { Callback } from './callback/callback.entity.ts';
import { CallbackRepository } from './callback/callback.repository.ts';
import { DrawSeed } from './callback/draw-seed.entity.ts';
import { DrawRepository } from './callback/draw.repository.ts';
import { Handover } from './callback/handover.ts';
import { copies } from './copies.entity.ts';
import { CustomerRepository } from './customer/customer.repository.ts';
import { CallbackNearlyOrLongDue } from './deadlines/callback-nearly-or-long-due.deadline.ts';
import { CoverageController } from './exceptions/coverage.controller.ts';
import { CoverageRepository } from './exceptions/coverage.repository.ts';
import { CreateCallbacks1772400000000 } from './migrations/1772400000000-create-callbacks.ts';
import { FollowLockedAccounts } from './reactions/follow-locked-accounts.reaction.ts';
import { FollowTicketsWithCallbacks } from './reactions/follow-tickets-with-callbacks.reaction.ts';
import { KeepShiftCopy } from './reactions/keep-shift-copy.reaction.ts';
import { KeepStaffCopy } from './reactions/keep-staff-copy.reaction.ts';
import { StaffRepository } from './staff/staff.repository.ts';

@Module({
  imports: [
    ServiceKitModule.forService({
      service: 'callbacks',
      entities: [Callback, Attempt, DrawSeed, ...copies],
      migrations: [CreateCallbacks1772400000000],
    }),
  ],
  controllers: [
    CallbackController,
    CoverageController,
    FollowTicketsWithCallbacks,
    KeepStaffCopy,
    KeepShiftCopy,
    FollowLockedAccounts,
  ],
  providers: [
    Acts,
    CallbackRepository,
    CoverageRepository,
    DrawRepository,
    CustomerRepository,
    StaffRepository,
    Handover,
    CallbackNearlyOrLongDue,
  ],
})
export class CallbacksModule {}
