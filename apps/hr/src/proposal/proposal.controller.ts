import { Controller } from '@nestjs/common';
import {
  approveProposal,
  getProposal,
  listProposals,
  policyNotFound,
  proposalNotNeeded,
  proposePassword,
  proposePolicy,
  proposePositions,
  refuseProposal,
  withdrawProposal,
  changeStaff,
  standard,
  resetPassword,
  type RequestOf,
  type ResponseOf,
  segregationPolicy,
  type PolicyValue,
} from '@bumen/contracts';
import { currentWork, Handles, PolicyChanges, Transactions } from '@bumen/service-kit';
import { AccountRepository } from '../account/account.repository.ts';
import { hashing, Passwords, type OneTimePassword } from '../account/passwords.ts';
import { Acts, type Act } from '../acts.ts';
import { refuseConflictingDuties, unionOfRoles } from '../position/duties.ts';
import { PositionRepository } from '../position/position.repository.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { hasPower, powerGained } from '../power/power.ts';
import { SecondPerson } from '../power/second-person.ts';
import { StaffRepository } from '../staff/staff.repository.ts';
import { CarryingOut, policiesOfTwo } from './carrying-out.ts';
import { Proposal, type Asked } from './proposal.entity.ts';
import { ProposalRepository } from './proposal.repository.ts';
import { proposalSummaryOf, proposalViewOf } from './proposal.view.ts';

type View = ResponseOf<typeof getProposal>;
type WithHalf = ResponseOf<typeof approveProposal>;
type Step = 'refuse' | 'withdraw';

const noPassword = { halves: [null, null], hash: null } as const;
type NoPassword = typeof noPassword;

/** Rows are locked in one order everywhere: proposal, power, positions, staff, account. */
@Controller()
export class ProposalController {
  constructor(
    private readonly proposals: ProposalRepository,
    private readonly carryingOut: CarryingOut,
    private readonly powers: PowerRepository,
    private readonly secondPerson: SecondPerson,
    private readonly positions: PositionRepository,
    private readonly staff: StaffRepository,
    private readonly accounts: AccountRepository,
    private readonly passwords: Passwords,
    private readonly policies: PolicyChanges,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
  ) {}

  /** Whoever has an account gets a one-time password with their first power; it is hashed before the transaction. */
  @Handles(proposePositions, hashing)
  async proposePositions({ staffId, positionIds, reason }: RequestOf<typeof proposePositions>): Promise<WithHalf> {
    const made = await this.passwords.oneTime();
    return this.transactions.run(currentWork(), async () => {
      const act = this.acts.current();
      const positions = await this.positions.hold(positionIds);
      const staff = await this.staff.find(staffId);
      staff.refuseUnlessPossible('change', act, { given: { positionIds }, fields: ['positionIds'] });
      const roles = unionOfRoles(positions.values());
      refuseConflictingDuties(staff.name, roles, act.rules);
      if (powerGained(staff, roles).length === 0) throw proposalNotNeeded({ instead: changeStaff.name });
      const account = hasPower(staff.roles) ? undefined : await this.accounts.findOf(staffId);
      const wanted = { positionIds: [...new Set(positionIds)], roles, ...(account && { accountId: account.id }) };
      const basis = { positionIds: staff.positionIds };
      const asked = { kind: 'positions', subject: staffId, staffId, wanted, basis, reason } as const;
      return this.#ask(asked, act, account && made);
    });
  }

  @Handles(proposePassword, hashing)
  async proposePassword({ accountId, reason }: RequestOf<typeof proposePassword>): Promise<WithHalf> {
    const made = await this.passwords.oneTime();
    return this.transactions.run(currentWork(), async () => {
      const act = this.acts.current();
      const account = await this.accounts.find(accountId);
      const { staffId, version } = account;
      account.refuseUnlessPossible('reset_password', act);
      if (!hasPower((await this.staff.find(staffId)).roles)) throw proposalNotNeeded({ instead: resetPassword.name });
      const [wanted, basis] = [{ accountId }, { version }];
      return this.#ask({ kind: 'password', subject: staffId, staffId, wanted, basis, reason }, act, made);
    });
  }

  @Handles(proposePolicy)
  async proposePolicy({ name, reason, ...wanted }: RequestOf<typeof proposePolicy>): Promise<View> {
    const policy = policiesOfTwo.get(name);
    if (!policy) throw policyNotFound({ name });
    if (!policy.needsSecondPerson) throw proposalNotNeeded({ instead: standard.hr.setPolicy.name });
    this.policies.refuseUnlessPossible(policy, { ...wanted, reason });
    const basis = { version: await this.policies.hold(policy) };
    const asked = { kind: 'policy', subject: name, staffId: null, basis, reason } as const;
    const { value, effectiveFrom } = wanted;
    const { passwordHalf: _, ...view } = await this.#ask(
      { ...asked, wanted: { value, ...(effectiveFrom === undefined ? {} : { effectiveFrom }) } },
      this.acts.current(),
    );
    return view;
  }

  @Handles(approveProposal)
  async approve({ proposalId, reason }: RequestOf<typeof approveProposal>): Promise<WithHalf> {
    const act = this.acts.current();
    const proposal = await this.proposals.lock(proposalId);
    proposal.refuseUnlessPossible('approve', act);
    await this.powers.hold();
    const { askedBy, staffId, passwordHalf } = proposal;
    await this.secondPerson.refuseUnlessSecond(staffId === null ? [askedBy] : [askedBy, staffId], act);
    await this.carryingOut.run(proposal, act);
    proposal.approve(reason, act);
    await this.proposals.save(proposal);
    return { ...(await this.#viewOf(proposal, act)), passwordHalf };
  }

  @Handles(refuseProposal)
  refuse({ proposalId, reason }: RequestOf<typeof refuseProposal>): Promise<View> {
    return this.#end('refuse', proposalId, reason);
  }

  @Handles(withdrawProposal)
  withdraw({ proposalId, reason }: RequestOf<typeof withdrawProposal>): Promise<View> {
    return this.#end('withdraw', proposalId, reason);
  }

  @Handles(getProposal)
  async get({ proposalId }: RequestOf<typeof getProposal>): Promise<View> {
    return this.#viewOf(await this.proposals.find(proposalId), this.acts.current());
  }

  @Handles(listProposals)
  async list(request: RequestOf<typeof listProposals>): Promise<ResponseOf<typeof listProposals>> {
    const { items, nextCursor } = await this.proposals.page(request);
    const names = await this.staff.names(items.flatMap(({ staffId }) => staffId ?? []));
    return {
      items: items.map((one) => proposalSummaryOf(one, one.staffId === null ? null : (names.get(one.staffId) ?? ''))),
      nextCursor,
    };
  }

  async #ask(
    asked: Omit<Asked, 'passwordHash' | 'passwordHalf'>,
    act: Act,
    { halves: [first, second], hash }: OneTimePassword | NoPassword = noPassword,
  ): Promise<WithHalf> {
    const secret = { passwordHash: hash, passwordHalf: second };
    const proposal = Proposal.ask(currentWork().newId(), { ...asked, ...secret }, act);
    await this.proposals.save(proposal);
    return { ...(await this.#viewOf(proposal, act)), passwordHalf: first };
  }

  async #end(step: Step, proposalId: string, reason: string): Promise<View> {
    const act = this.acts.current();
    const proposal = await this.proposals.lock(proposalId);
    proposal[step](reason, act);
    await this.proposals.save(proposal);
    return this.#viewOf(proposal, act);
  }

  async #viewOf(proposal: Proposal, act: Act): Promise<View> {
    const { state, staffId, wanted } = proposal;
    const names = staffId === null ? undefined : await this.staff.names([staffId]);
    const tightens = proposal.subject === segregationPolicy.name && state === 'open';
    const { apart } = tightens ? (wanted.value as PolicyValue<typeof segregationPolicy>) : { apart: [] };
    return proposalViewOf(
      proposal,
      {
        staffName: names?.get(staffId!) ?? null,
        positions: await this.positions.byIds(wanted.positionIds ?? []),
        breaches: apart.length === 0 ? [] : await this.powers.breaches(apart),
      },
      act,
    );
  }
}
