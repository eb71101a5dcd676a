import { WholeHouse } from './whole-house.ts';
import { Attacker } from './attacker.ts';
it('x', async () => {
  const house = await WholeHouse.open();
  try {
    const attacker = await Attacker.on(house);
    const seen = new Map<string, number>();
    const ex = new Map<string, string>();
    const a = attacker as any;
    Object.defineProperty(attacker, 'operations', { get: () => (attacker.constructor as any) && a.__ops });
    const { operationsIn } = await import('./openapi.ts');
    const doc = await (await fetch(`${house.gateway.url}/api/openapi.json`)).json() as any;
    a.__ops = operationsIn(doc).filter((o) => (process.env.OPS ?? 'tickets.ticket.open').split(',').includes(o.id));
    const real = globalThis.fetch;
    globalThis.fetch = (async (u: any, i: any) => { const r = await real(u, i); const t = await r.clone().text(); let c = ''; try { const p = JSON.parse(t); c = p.code ? p.code + ' ' + JSON.stringify(p.details).slice(0, 250) : ''; } catch {} ; const k = `${i?.method} ${String(u).replace(/^.*?api/, '').replace(/[0-9a-f-]{36}/g,'ID').replace(/\?.*/, '')} ${r.status} ${c}`.slice(0, 220); seen.set(k, (seen.get(k) ?? 0) + 1); ex.set(k, String(i?.body).slice(0, 150)); return r; }) as any;
    const out = await attacker.attack(5, Number(process.env.N ?? 200));
    globalThis.fetch = real;
    process.stderr.write([...seen].sort((x, y) => y[1] - x[1]).slice(0, 40).map(([k, n]) => `${n} ${k}   <= ${ex.get(k)}`).join('\n') + '\n' + out.complaints.join('\n'));
  } finally { await house.close(); }
}, 100000);
