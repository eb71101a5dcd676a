import { Injectable } from '@nestjs/common';
import { approveProposal, type Caller } from '@bumen/contracts';
import { audit, ConfigError, Log, newId, Transactions, type OwnersCommand } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { PowerRepository } from '../power/power.repository.ts';
import { CarryingOut } from './carrying-out.ts';
import { ProposalRepository } from './proposal.repository.ts';

const actor = 'hr.database-owner';
const caller: Caller = {
  staffId: actor,
  name: '数据库所有者 (database owner)',
  roles: [],
  teamId: null,
  sessionId: null,
};
const hourMs = 3_600_000;

/**
 * Where all who could decide are gone, and can't sign in any more, the owner of the database stands in for the second
 * person: they approve what somebody inside has asked for. Neither gives power alone, since who asked has one half of
 * the one-time password and the owner the other. It takes effect only after everybody who leads could see and refuse
 * the proposal (P-04, P-06).
 */
@Injectable()
export class OwnersApproval {
  constructor(
    private readonly proposals: ProposalRepository,
    private readonly powers: PowerRepository,
    private readonly carryingOut: CarryingOut,
    private readonly acts: Acts,
    private readonly transactions: Transactions,
    private readonly log: Log,
  ) {}

  /** The second half of the one-time password, where there is one. */
  async approve(proposalId: string, reason: string): Promise<string | null> {
    const options = { name: approveProposal.name, actor, caller, correlationId: newId(), reason };
    const half = await this.transactions.run(options, async () => {
      const act = this.acts.current();
      const proposal = await this.proposals.lock(proposalId);
      proposal.refuseUnlessPossible('approve', act);
      const { kind, askedAt, passwordHalf } = proposal;
      if (kind === 'policy') throw new ConfigError('A policy waits for who may decide it; name one first.');
      const from = new Date(askedAt.getTime() + act.rules.ownerAfterHours * hourMs);
      if (act.at < from)
        throw new ConfigError(`It waits until ${from.toISOString()}, so that whoever leads can see and refuse it.`);
      await this.powers.hold();
      await this.carryingOut.run(proposal, act);
      proposal.approve(reason, act, 'owner');
      await this.proposals.save(proposal);
      audit({
        aggregate: 'proposal',
        aggregateId: proposalId,
        version: proposal.version,
        facts: { secondPerson: actor },
      });
      return passwordHalf;
    });
    this.log.warn({ event: 'approved_as_owner', proposalId }, 'the owner of the database approved a proposal');
    return half;
  }
}

/** `--approve-proposal <id> --reason <why>`. */
export const approveAsOwner: OwnersCommand = async (app, args) => {
  const behind = (flag: string) => args[args.indexOf(flag) + 1];
  const given = {
    proposalId: behind('--approve-proposal'),
    reason: args.includes('--reason') ? behind('--reason') : '',
  };
  const asked = approveProposal.request.safeParse(given);
  if (!asked.success) throw new ConfigError('Say which and why: --approve-proposal <id of the proposal> --reason "…".');
  const half = await app.get(OwnersApproval).approve(asked.data.proposalId, asked.data.reason);
  return half === null
    ? 'Approved.'
    : `Approved. The second half of the one-time password, behind the one that who asked was told: ${half}`;
};
