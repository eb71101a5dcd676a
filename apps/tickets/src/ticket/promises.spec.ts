import { promisesMax, promiseTime } from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig } from '../tickets.rig.ts';

test('T-06 a ticket has a hundred promises at most, and shows them all', async () => {
  const rig = await TicketsRig.open();
  try {
    const agent = await rig.person({ team: await rig.team('service') });
    const { id: ticketId } = await rig.open();
    const promise = () =>
      rig.as(agent).call(promiseTime, { ticketId, what: '回电', dueAt: '2026-03-03T17:00:00+08:00' });
    await promise();
    // As if they had been made one by one, which takes long.
    await rig.desk.sql(
      'tickets',
      `UPDATE ticket SET promises = made.promises
         FROM (SELECT jsonb_agg(ticket.promises -> 0 || jsonb_build_object('id', gen_random_uuid())) AS promises
                 FROM ticket, generate_series(1, $2::int - 1) WHERE ticket.id = $1) AS made
         WHERE id = $1`,
      [ticketId, promisesMax],
    );
    expect((await promise()).promises).toHaveLength(promisesMax);
    expect(await refusal(promise())).toMatchObject({ code: 'tickets.promise.too_many', details: { max: 100 } });
  } finally {
    await rig.close();
  }
});
