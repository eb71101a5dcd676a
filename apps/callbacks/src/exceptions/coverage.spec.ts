import {
  assignCallback,
  completeCallback,
  customerChanged,
  decideCallback,
  endAttempt,
  getCoverage,
  giveUpCallback,
  listCallbacks,
  listExceptions,
  recordAnswers,
  sharePolicy,
} from '@bumen/contracts';
import { CallbacksRig } from '../callbacks.rig.ts';

describe('who was to be called back and was not', () => {
  let rig: CallbacksRig;
  beforeEach(async () => {
    rig = await CallbacksRig.open();
  }, 60_000);
  afterEach(() => rig?.close());

  const at = async (moment: string) => {
    rig.desk.clock.set(`2026-03-${moment}:00+08:00`);
    await rig.desk.sweep();
  };
  const ended = async (callbackId: string, outcome: 'reached' | 'no_answer' | 'refused') => {
    const attemptId = await rig.started(callbackId);
    await rig.specialist.call(endAttempt, { callbackId, attemptId, outcome });
    return callbackId;
  };
  const finish = async (callbackId: string) => {
    await rig.specialist.call(recordAnswers, { callbackId, answers: { solved: true, score: 5 } });
    await rig.specialist.call(completeCallback, { callbackId, verdict: 'satisfied' });
  };
  const excuse = (callbackId: string) =>
    rig.supervisor.call(decideCallback, { callbackId, decision: 'excuse', reason: '客户拒绝' });
  const exceptions = async (member?: boolean) => {
    const { items } = await rig.supervisor.call(listExceptions, { member });
    return Object.fromEntries(items.map(({ id, why }) => [id, why]));
  };
  const coverage = async (day?: string) => {
    const told = await rig.supervisor.call(getCoverage, { day });
    for (const { owed, inTime, late, notDueYet, excused, missing } of [told.members, told.others])
      expect([...excused, ...missing].reduce((sum, { count }) => sum + count, inTime + late + notDueYet)).toBe(owed);
    return told;
  };

  test('C-05 the daily list names each who is due and was not called back, with the reason; refusals are named', async () => {
    const inTime = await ended(await rig.taken(), 'reached');
    await finish(inTime);
    const late = await ended(await rig.taken(), 'reached');
    const tried = await ended(await rig.taken(), 'no_answer');
    const refused = await ended(await rig.taken(), 'refused');
    const excused = await ended(await rig.taken(), 'refused');
    const untried = await rig.taken();
    const nobodys = (await rig.untaken()).id;
    const given = await rig.taken();
    await rig.specialist.call(giveUpCallback, { callbackId: given, reason: '号码是空号' });
    const barred = await rig.taken(await rig.customer({}, { doNotCall: true }));
    const other = await rig.taken(await rig.customer({ member: false }));
    expect(await exceptions()).toEqual({});
    expect(await coverage('2026-03-05')).toMatchObject({ members: { owed: 9, inTime: 1, notDueYet: 8, missing: [] } });

    await at('05T10:00');
    expect(await exceptions()).toEqual({});
    await at('05T10:01');
    await excuse(excused);
    const missing = {
      [late]: 'record_open',
      [tried]: 'attempts_left',
      [refused]: 'refused',
      [untried]: 'not_tried',
      [nobodys]: 'nobody_assigned',
      [given]: 'given_up',
      [barred]: 'do_not_call',
    };
    expect(await exceptions(true)).toEqual({ ...missing, [excused]: 'refused' });
    expect(await exceptions(false)).toEqual({ [other]: 'not_tried' });
    // The list of what is overdue finds the same.
    const { items } = await rig.supervisor.call(listCallbacks, { overdue: true });
    expect(items.map(({ id }) => id).sort()).toEqual([...Object.keys(missing), other].sort());

    await finish(late);
    const { members, others, notDrawn } = await coverage();
    expect(members).toMatchObject({ owed: 9, inTime: 1, late: 1, excused: [{ why: 'refused', count: 1 }] });
    expect(members.missing).toHaveLength(6);
    expect([others.missing, notDrawn]).toEqual([[{ why: 'not_tried', count: 1 }], 0]);

    // What was excused is named on its day; what is missing stays until something became of it.
    await at('06T00:00');
    const { [late]: _, ...still } = missing;
    expect(await exceptions()).toEqual({ ...still, [other]: 'not_tried' });
    expect((await coverage()).members).toMatchObject({ owed: 0, missing: [] });
    expect((await coverage('2026-03-05')).members).toMatchObject({ owed: 9, late: 1 });
  });

  test('C-05 C-02 who is not drawn, or whose ticket came back, is no exception; who becomes a member counts as one', async () => {
    const ticketId = crypto.randomUUID();
    await rig.resolve(ticketId, 1, { customerId: await rig.customer() });
    await rig.reopen(ticketId, 2);
    await rig.under(sharePolicy, { percent: 0 }, async () => {
      const customerId = await rig.customer({ member: false });
      // Whose file has not arrived yet is called back in any case.
      await rig.desk.settle();
      await rig.resolve(crypto.randomUUID(), 1, { customerId });
      await rig.desk.settle();
    });
    const customerId = await rig.customer({ member: false });
    const callbackId = await rig.taken(customerId);
    await at('05T10:01');
    expect(await exceptions()).toEqual({ [callbackId]: 'not_tried' });
    expect(await coverage()).toMatchObject({ members: { owed: 0 }, others: { owed: 1 }, notDrawn: 1 });
    const preferences = { doNotCall: false, quietHours: null, companyHoursToo: false, consent: null };
    const dialled = {
      phone: '13812345678',
      phoneE164: '+8613812345678',
      numbers: ['+8613812345678'],
      numbersRefused: [],
    };
    const file = { customerId, name: '王小明', ...dialled, email: null };
    await rig.desk.publish(
      customerChanged,
      { ...file, member: true, mergedInto: null, preferences },
      { subject: customerId, version: 2 },
    );
    await rig.desk.settle();
    expect(await coverage()).toMatchObject({ members: { owed: 1 }, others: { owed: 0 } });
    expect(await exceptions(true)).toEqual({ [callbackId]: 'not_tried' });
  });

  test('C-05 the list of exceptions goes page by page, what is due longest first', async () => {
    const callbacks: string[] = [];
    for (const hour of ['10', '11', '12', '13', '14']) {
      const resolvedAt = new Date(`2026-03-01T${hour}:00:00+08:00`).toISOString();
      callbacks.unshift((await rig.untaken(undefined, { resolvedAt })).id);
    }
    await at('05T10:00');
    const found: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { items, nextCursor } = await rig.supervisor.call(listExceptions, { limit: 2, cursor });
      found.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(found).toEqual(callbacks.toReversed());
    const assigneeId = await rig.staff();
    await rig.desk.settle();
    const [callbackId] = found;
    await rig.supervisor.call(assignCallback, { callbackId: callbackId!, assigneeId, reason: '请回访' });
    expect((await exceptions())[callbackId!]).toBe('not_tried');
  });
});
