import { raisedBy } from '@bumen/service-kit';
import { by } from '../act.rig.ts';
import { Proposal } from './proposal.entity.ts';

const [officer, person, manager] = [1, 2, 3].map((n) => `0198c000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const id = '0198c000-0000-7000-8000-0000000000dd';
const ask = (asker = officer) =>
  Proposal.ask(
    id,
    {
      kind: 'password',
      subject: person,
      staffId: person,
      wanted: { accountId: id },
      basis: { version: 1 },
      passwordHalf: 'abcdefgh',
      passwordHash: 'hash',
      reason: '忘记密码',
    },
    by(asker),
  );

describe('a proposal', () => {
  test('P-04 waits for as many days as the policy said when it was asked, and tells who asked what for whom', () => {
    const proposal = ask();
    expect(proposal.nextDeadlineAt).toEqual(new Date('2026-03-17T01:00:00Z'));
    expect(raisedBy(proposal)).toEqual([
      {
        type: 'hr.proposal.changed',
        version: 1,
        data: {
          proposalId: id,
          kind: 'password',
          state: 'open',
          staffId: person,
          askedById: officer,
          decidedById: null,
        },
      },
    ]);
  });

  test('P-04 is neither asked for by whom it is for, nor decided by who asked or whom it is for', () => {
    expect(() => ask(person)).toThrow('hr.not_your_own');
    for (const own of [officer, person]) {
      expect(() => ask().approve('同意', by(own))).toThrow('hr.not_your_own');
      expect(() => ask().refuse('不同意', by(own))).toThrow('hr.not_your_own');
    }
    expect(() => ask().withdraw('不用了', by(manager))).toThrow('hr.proposal.not_yours');
  });

  const ends: Record<string, (proposal: Proposal) => void> = {
    approved: (proposal) => proposal.approve('同意', by(manager)),
    refused: (proposal) => proposal.refuse('不同意', by(manager)),
    withdrawn: (proposal) => proposal.withdraw('不用了', by(officer)),
    expired: (proposal) => proposal.expire(by(manager)),
  };
  test.each(Object.keys(ends))(
    'P-04 that is %s is over: nothing of the password is left, and no step is possible',
    (state) => {
      const proposal = ask();
      ends[state]!(proposal);
      expect(proposal).toMatchObject({
        state,
        passwordHalf: null,
        passwordHash: null,
        nextDeadlineAt: null,
        decidedAt: by(manager).at,
      });
      for (const step of Object.values(ends)) expect(() => step(proposal)).toThrow('step_refused');
    },
  );
});
