import { Module } from '@nestjs/common';
import { ServiceKitModule } from '@bumen/service-kit';
import { AccountController } from './account/account.controller.ts';
import { Account } from './account/account.entity.ts';
import { AccountRepository } from './account/account.repository.ts';
import { FailedSignIns } from './account/failed-sign-ins.entity.ts';
import { FailedSignInsRepository } from './account/failed-sign-ins.repository.ts';
import { GivenPasswords } from './account/given-passwords.ts';
import { KnownDevice } from './account/known-device.entity.ts';
import { KnownDeviceRepository } from './account/known-device.repository.ts';
import { PasswordCheck } from './account/password-check.ts';
import { Passwords } from './account/passwords.ts';
import { Acts } from './acts.ts';
import { AnnouncedLeaveBegins } from './deadlines/announced-leave-begins.deadline.ts';
import { ProposalExpires } from './deadlines/proposal-expires.deadline.ts';
import { DepartmentController } from './department/department.controller.ts';
import { Department } from './department/department.entity.ts';
import { DepartmentRepository } from './department/department.repository.ts';
import { FirstAccount } from './first-start/first-account.ts';
import { CreateStaffAndAccounts1772400000000 } from './migrations/1772400000000-create-staff-and-accounts.ts';
import { PositionController } from './position/position.controller.ts';
import { Position } from './position/position.entity.ts';
import { PositionRepository } from './position/position.repository.ts';
import { Founding } from './power/founding.entity.ts';
import { PowerRepository } from './power/power.repository.ts';
import { SecondPerson } from './power/second-person.ts';
import { CarryingOut } from './proposal/carrying-out.ts';
import { OwnersApproval } from './proposal/owners-approval.ts';
import { ProposalController } from './proposal/proposal.controller.ts';
import { Proposal } from './proposal/proposal.entity.ts';
import { ProposalRepository } from './proposal/proposal.repository.ts';
import { CancelShiftsOfWhoLeft } from './reactions/cancel-shifts-of-who-left.reaction.ts';
import { RelieveLeadWhoLeft } from './reactions/relieve-lead-who-left.reaction.ts';
import { SessionController } from './session/session.controller.ts';
import { Session } from './session/session.entity.ts';
import { SessionRepository } from './session/session.repository.ts';
import { ShiftController } from './shift/shift.controller.ts';
import { Shift } from './shift/shift.entity.ts';
import { ShiftRepository } from './shift/shift.repository.ts';
import { Departure } from './staff/departure.ts';
import { StaffController } from './staff/staff.controller.ts';
import { Staff } from './staff/staff.entity.ts';
import { StaffRepository } from './staff/staff.repository.ts';
import { TeamController } from './team/team.controller.ts';
import { Team } from './team/team.entity.ts';
import { TeamRepository } from './team/team.repository.ts';

@Module({
  imports: [
    ServiceKitModule.forService({
      service: 'hr',
      entities: [
        Team,
        Department,
        Position,
        Staff,
        Account,
        FailedSignIns,
        KnownDevice,
        Session,
        Shift,
        Founding,
        Proposal,
      ],
      migrations: [CreateStaffAndAccounts1772400000000],
    }),
  ],
  controllers: [
    TeamController,
    DepartmentController,
    PositionController,
    StaffController,
    AccountController,
    SessionController,
    ShiftController,
    ProposalController,
    RelieveLeadWhoLeft,
    CancelShiftsOfWhoLeft,
  ],
  providers: [
    Acts,
    TeamRepository,
    DepartmentRepository,
    PositionRepository,
    StaffRepository,
    AccountRepository,
    FailedSignInsRepository,
    KnownDeviceRepository,
    SessionRepository,
    ShiftRepository,
    PowerRepository,
    ProposalRepository,
    SecondPerson,
    GivenPasswords,
    CarryingOut,
    OwnersApproval,
    Departure,
    Passwords,
    PasswordCheck,
    FirstAccount,
    AnnouncedLeaveBegins,
    ProposalExpires,
  ],
})
export class HrModule {}
