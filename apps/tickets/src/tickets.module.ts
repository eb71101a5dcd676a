import { Module } from '@nestjs/common';
import { ServiceKitModule } from '@bumen/service-kit';
import { Acts } from './acts.ts';
import { ContactImportRow } from './contact-import/contact-import-row.entity.ts';
import { ContactImportController } from './contact-import/contact-import.controller.ts';
import { ContactImport } from './contact-import/contact-import.entity.ts';
import { ContactImportRepository } from './contact-import/contact-import.repository.ts';
import { copies } from './copies.entity.ts';
import { CustomerFiles } from './customer/customer-files.ts';
import { CustomerController } from './customer/customer.controller.ts';
import { Customer, CustomerKey } from './customer/customer.entity.ts';
import { CustomerRepository } from './customer/customer.repository.ts';
import { DoNotCall } from './customer/do-not-call.repository.ts';
import { KeyElsewhere } from './customer/key-elsewhere.entity.ts';
import { Lookup } from './customer/lookup.entity.ts';
import { Lookups } from './customer/lookups.repository.ts';
import { MoveTicketsOfMergedFile } from './deadlines/move-tickets-of-merged-file.deadline.ts';
import { TakeInContacts } from './deadlines/take-in-contacts.deadline.ts';
import { WatchTicket } from './deadlines/watch-ticket.deadline.ts';
import { CreateTickets1772400000000 } from './migrations/1772400000000-create-tickets.ts';
import { FollowLockedAccounts } from './reactions/follow-locked-accounts.reaction.ts';
import { KeepShiftCopy } from './reactions/keep-shift-copy.reaction.ts';
import { KeepStaffCopy } from './reactions/keep-staff-copy.reaction.ts';
import { RecordCallbackDoneOnTicket } from './reactions/record-callback-done-on-ticket.reaction.ts';
import { ReopenTicketWhenCallbackDissatisfied } from './reactions/reopen-ticket-when-callback-dissatisfied.reaction.ts';
import { TellTicketOfRefund } from './reactions/tell-ticket-of-refund.reaction.ts';
import { RefundController } from './refund/refund.controller.ts';
import { Refund } from './refund/refund.entity.ts';
import { RefundRepository } from './refund/refund.repository.ts';
import { Handover } from './routing/handover.ts';
import { Hands } from './routing/hands.repository.ts';
import { Routing } from './routing/routing.ts';
import { Liaison } from './staff/liaison.ts';
import { StaffRepository } from './staff/staff.repository.ts';
import { TicketIntake } from './ticket/ticket-intake.ts';
import { TicketListsRepository } from './ticket/ticket-lists.repository.ts';
import { TicketMessage } from './ticket/ticket-message.entity.ts';
import { TicketReadingController } from './ticket/ticket-reading.controller.ts';
import { TicketWords } from './ticket/ticket-words.entity.ts';
import { TicketController } from './ticket/ticket.controller.ts';
import { Ticket } from './ticket/ticket.entity.ts';
import { TicketRepository } from './ticket/ticket.repository.ts';

/** Contacts become tickets and tickets come to an end (T-01…T-06, T-08). */
@Module({
  imports: [
    ServiceKitModule.forService({
      service: 'tickets',
      entities: [
        Ticket,
        TicketMessage,
        TicketWords,
        Refund,
        Customer,
        CustomerKey,
        KeyElsewhere,
        Lookup,
        ContactImport,
        ContactImportRow,
        ...copies,
      ],
      migrations: [CreateTickets1772400000000],
    }),
  ],
  controllers: [
    TicketController,
    TicketReadingController,
    RefundController,
    CustomerController,
    ContactImportController,
    KeepStaffCopy,
    FollowLockedAccounts,
    KeepShiftCopy,
    ReopenTicketWhenCallbackDissatisfied,
    RecordCallbackDoneOnTicket,
    TellTicketOfRefund,
  ],
  providers: [
    TicketRepository,
    TicketListsRepository,
    TicketIntake,
    RefundRepository,
    Acts,
    Liaison,
    CustomerRepository,
    CustomerFiles,
    DoNotCall,
    Lookups,
    ContactImportRepository,
    StaffRepository,
    Hands,
    Routing,
    Handover,
    WatchTicket,
    TakeInContacts,
    MoveTicketsOfMergedFile,
  ],
})
export class TicketsModule {}
