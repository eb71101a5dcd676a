import { z } from 'zod';
import { event } from './event.ts';
import { command, query } from './operation.ts';
import { mask, personal, personalPaths } from './personal.ts';

const person = z.object({
  name: personal('name', z.string()),
  phone: personal('phone', z.string()).nullable(),
  city: z.string(),
});

describe('personal data', () => {
  test.each([
    ['phone', '13812345678', '138****5678'],
    ['phone', '12345', '*****'],
    ['name', '王小明', '王**'],
    ['name', '王', '王*'],
    ['email', 'someone@example.com', 's***@example.com'],
    ['email', 'not-an-address', '***'],
    ['id_number', '110101199001011234', '110***********34'],
    ['id_number', '12345', '*****'],
    ['account_number', '6222020200112233445', '****3445'],
    ['account_number', '1234567', '*******'],
    ['address', '北京市朝阳区某路一号', '北京市***'],
    ['words', '充值未到账', '充值未到账'],
  ] as const)('P-05 masks a %s: %s → %s', (kind, value, masked) => {
    expect(mask(kind, value)).toBe(masked);
  });

  test('P-05 finds the paths of personal fields', () => {
    expect(personalPaths(z.object({ a: z.array(person), b: z.record(z.string(), person) }))).toEqual([
      'a.*.name',
      'a.*.phone',
      'b.*.name',
      'b.*.phone',
    ]);
  });

  test('P-05 no query can be declared that asks by what is masked, and no search by it without a reason', () => {
    const phone = personal('phone', z.string());
    const declared = { roles: ['agent'], response: z.object({}), problems: [], summary: { zh: '', en: '' } } as const;
    const name = 'tickets.customer.planted';
    expect(() => query({ ...declared, name, request: z.object({ phone }) })).toThrow(/asks by a value .* \(phone\)/);
    const words = personal('words', z.string());
    expect(query({ ...declared, name, request: z.object({ words }) }).kind).toBe('query');
    const matching = { ...declared, name, matches: true } as const;
    expect(() => command({ ...matching, request: z.object({ phone }) })).toThrow(/needs a reason/);
    expect(command({ ...matching, request: z.object({ phone, reason: z.string() }) }).kind).toBe('command');
  });

  test('P-05 E-01 an event for departments can not be declared with personal data', () => {
    const declare = (audience: 'services' | 'departments') =>
      event({
        name: 'tickets.ticket.planted',
        version: 1,
        audience,
        visibleTo: [],
        data: z.object({ customer: person }),
        summary: { zh: '', en: '' },
      });
    expect(() => declare('departments')).toThrow(/personal data: customer\.name, customer\.phone/);
    expect(declare('services').aggregate).toBe('ticket');
  });
});
