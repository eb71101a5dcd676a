import { listTickets, openTicket } from '@bumen/contracts';
import { TicketsRig, contactOf } from './tickets.rig.ts';
import { tokensOf } from './ticket/words.ts';

test('bench', async () => {
  const rig = await TicketsRig.open();
  const team = await rig.team('service');
  for (let i = 0; i < 10; i++) await rig.person({ team });
  const N = Number(process.env.N ?? 1_000_000);
  // opening speed first
  const client = rig.desk.as('agent');
  for (const label of ['new customer', 'known phone', 'by id']) {
    const customerId = (await rig.open({customer:{name:'x',phone:'13899990000'}})).customer.id;
    const t = performance.now(); const n = 1500; let i = 0; const lat: number[] = [];
    await Promise.all(Array.from({ length: 8 }, async () => { while (i < n) { const k = i++; const s = performance.now(); await client.call(openTicket, label === 'by id' ? contactOf({ customerId }) : contactOf({ customer: { name: '客户', phone: label === 'known phone' ? '13899990000' : `1390${String(k).padStart(7, '0')}` } }), {key: `${label}${k}`}); lat.push(performance.now() - s); } }));
    const ms = performance.now() - t; lat.sort((a, b) => a - b);
    console.log(label, (n / ms * 1000).toFixed(0), '/s p50', lat[n >> 1]!.toFixed(1), 'p99', lat[Math.floor(n * .99)]!.toFixed(1));
  }
  await rig.desk.sql('tickets', `select 1`);
  const ds = rig.desk.service('tickets').dataSource;
  const [{ s }] = await ds.query(`select max(serial) as s from ticket`);
  const common = ['充值', '退款', '订单', '账号', '密码', '怎么', '没有', '问题', '客服', '时间'];
  const chars = Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x4e00 + i * 5));
  const rnd = () => { const r = Math.random(); return chars[Math.floor(r * r * r * 3000)]!; };
  const q = (k: number) => { let t = ''; for (let i = 0; i < 6; i++) t += Math.random() < .5 ? common[Math.floor(Math.random() ** 2 * 10)] : rnd() + rnd() + rnd(); return t + (k % 100_000 === 7 ? '独角兽麒麟' : '') ; };
  const [tpl] = await ds.query(`select * from ticket order by serial limit 1`);
  let serial = s + 1;
  await rig.desk.service('tickets').clock; const t0 = performance.now();
  for (let at = 0; at < N; at += 5000) {
    const serials: number[] = [], toks: string[] = [], questions: string[] = [];
    for (let i = 0; i < 5000; i++) { const question = q(serial); serials.push(serial); questions.push(question); toks.push(`{${tokensOf(question, serial).join(',')}}`); serial++; }
    await ds.query(`insert into ticket_words (serial, tokens) select s, t::bigint[] from unnest($1::int[], $2::text[]) u(s,t)`, [serials, toks]);
    await ds.query(`insert into ticket select gen_random_uuid(), version, u.s, customer_id, nature, priority, channel, case when u.s % 50 = 0 then 'assigned' else 'closed' end, u.q, skills, team_id, assignee_id, assignee_name, opened_at, first_response, escalation, promises, verification, department, resolution, feedback, round, reopenings, callback_done, closed_at, due_key, null, null from ticket, unnest($1::int[], $2::text[]) u(s,q) where serial = $3`, [serials, questions, tpl.serial]);
  }
  console.log('filled in s', (performance.now() - t0) / 1000);
  await ds.query('vacuum analyze'); 
  const size = await ds.query(`select relname, pg_size_pretty(pg_total_relation_size(oid)) s from pg_class where relname in ('ticket_words','ticket_words_tokens','ticket')`);
  console.log(JSON.stringify(size));
  for (const request of [{ words: '充值' }, { words: '时间' }, { words: '充值 时间' }, { words: '独角兽' }, { words: '独角兽 充值' }, { words: '不存在的词语啊' }, { words: '问' }, {words:'充值退款 时间密码 客服怎么'}, {}, { order: 'due' as const }, { open: 'true' }, { state: 'assigned' as const }, { state: 'closed' as const }, { assigneeId: tpl.assignee_id, open: 'true' }, { words: '充值', open: 'true' }, { words: '时间', state: 'assigned' as const }, { nature: 'dispute' as const }, {teamId: team, order: 'due' as const}]) {
    const lat: number[] = []; let items = 0, next: any;
    for (let i = 0; i < 60; i++) { const st = performance.now(); const r = await client.call(listTickets, request as never); lat.push(performance.now() - st); items = r.items.length; next = r.nextCursor; }
    lat.sort((a, b) => a - b);
    console.log(JSON.stringify(request), 'items', items, 'next', next !== null, 'p50', lat[30]!.toFixed(1), 'p99', lat[58]!.toFixed(1));
  }
  await rig.close();
}, 3_000_000);
