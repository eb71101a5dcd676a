import { z } from 'zod';
import {
  catalogue,
  departmentData,
  event,
  mask,
  maskerOf,
  personal,
  personalNames,
  personalPaths,
  readerOf,
  services,
  type PersonalKind,
} from '@bumen/contracts';
import {
  marksThatDiffer,
  personalFieldsIn,
  unmarkedFieldsIn,
  unmarkedNamesakes,
  valueWithSecrets,
} from './personal-fields.ts';

const secrets: Record<PersonalKind, string> = {
  name: '欧阳明月心',
  phone: '13812345678',
  email: 'somebody.secret@example.com',
  id_number: '110101199003078515',
  account_number: '6222020200112233445',
  address: '北京市朝阳区幸福路一号',
  words: '欧阳明月心 has 13812345678, somebody.secret@example.com and 110101199003078515',
  cell: '来访人 13812345678',
};
const hidden = Object.entries(secrets)
  .filter(([kind]) => kind !== 'words')
  .map(([, value]) => value);
const phone = personal('phone', z.string());
const agent = readerOf({ staffId: 'somebody else', roles: ['agent'] });

describe('P-05 events for other departments', () => {
  test('hold no personal data', () => {
    const forDepartments = catalogue.events.filter((one) => one.audience === 'departments');
    expect(forDepartments).not.toEqual([]);
    expect(
      forDepartments.flatMap((one) => personalFieldsIn(departmentData(one)).map((path) => `${one.name} ${path}`)),
    ).toEqual([]);
  });

  test('can not be declared with any', () => {
    const declare = (data: z.ZodObject) => () =>
      event({
        name: 'hr.staff.leaked',
        version: 1,
        audience: 'departments',
        visibleTo: [],
        data,
        summary: { zh: '', en: '' },
      });
    expect(declare(z.object({ who: z.object({ phone: phone.nullable() }) }))).toThrow('who.phone');
    expect(declare(z.object({ all: z.array(z.object({ phone })) }))).toThrow('all.*.phone');
    expect(declare(z.object({ byId: z.record(z.string(), phone) }))).toThrow('byId.*');
    expect(declare(z.object({ id: z.uuid() }))).not.toThrow('personal');
  });
});

test('P-05 what an operation takes is marked as what it shows', () => {
  expect(catalogue.operations.flatMap(marksThatDiffer)).toEqual([]);
  const differ = (request: z.ZodObject, response: z.ZodObject) =>
    marksThatDiffer({ name: 'hr.staff.note', request, response });
  const words = personal('words', z.string());
  const [plain, marked] = [z.object({ cause: z.string() }), z.object({ cause: words })];
  expect(differ(marked, z.object({ all: z.array(plain) }))).toEqual([
    'hr.staff.note takes cause as words and shows all.*.cause as nothing personal; declare it once by personalField',
  ]);
  expect(differ(plain, marked.partial())).toEqual([
    'hr.staff.note takes cause as nothing personal and shows cause as words; declare it once by personalField',
  ]);
  expect(differ(z.object({ cause: personal('name', z.string()) }), marked)).toHaveLength(1);
  expect(differ(z.object({ one: marked }), z.object({ one: plain }))).toHaveLength(1);
  expect(differ(z.object({ one: marked }), z.object({ other: plain }))).toEqual([]);
  expect(differ(marked, marked)).toEqual([]);
});

test('P-05 what is marked somewhere in a service is marked wherever it is shown or told under that name', () => {
  for (const service of services) {
    const operations = catalogue.operationsOf(service);
    const told = catalogue.eventsOf(service).map(({ name, data }) => ({ name, shown: data }));
    const shown = operations.map(({ name, request, response }) => ({ name, taken: request, shown: response }));
    expect(unmarkedNamesakes([...shown, ...told])).toEqual([]);
  }
  const words = personal('words', z.string());
  const taking = { name: 'hr.staff.note', taken: z.object({ cause: words }), shown: z.null() };
  const telling = (shown: z.ZodType) => ({ name: 'hr.staff.noted', shown });
  expect(unmarkedNamesakes([taking, telling(z.object({ all: z.array(z.object({ cause: z.string() })) }))])).toEqual([
    'hr.staff.noted shows all.*.cause in clear, which is words elsewhere; declare it by personalField',
  ]);
  expect(unmarkedNamesakes([taking, telling(z.object({ cause: words.nullable(), why: z.string() }))])).toEqual([]);
  const named = { ...taking, taken: z.object({ name: personal('name', z.string()) }) };
  expect(unmarkedNamesakes([named, telling(z.object({ name: z.string() }))])).toEqual([]);
});

test('P-05 the walker of the contracts finds what a blunt one finds', () => {
  const schemas = [
    ...catalogue.operations.flatMap(
      (one) =>
        [
          [`request of ${one.name}`, one.request],
          [`answer of ${one.name}`, one.response],
        ] as const,
    ),
    ...catalogue.events.map((one) => [`data of ${one.name}`, one.data] as const),
  ];
  const differ = schemas
    .filter(([, schema]) => personalFieldsIn(schema).length > 0 !== personalPaths(schema).length > 0)
    .map(([where]) => where);
  expect(schemas.filter(([, schema]) => personalFieldsIn(schema).length > 0)).not.toEqual([]);
  expect(differ).toEqual([]);
});

test('P-05 fields that sound personal are marked', () => {
  const answers = [
    ...catalogue.operations.map((one) => [one.name, one.response] as const),
    ...catalogue.events.map((one) => [one.name, one.data] as const),
  ];
  expect(answers.flatMap(([name, schema]) => unmarkedFieldsIn(schema).map((path) => `${path} in ${name}`))).toEqual([]);
  expect(
    unmarkedFieldsIn(
      z.object({
        homeAddress: z.string(),
        phone: phone.nullable(),
        email: z.email().optional(),
        contact: z.array(z.object({ phone: z.string() })),
        addressee: z.string(),
      }),
    ),
  ).toEqual(['homeAddress', 'email', 'contact.*.phone']);
});

test('P-05 every answer that reveals nothing is masked, wherever the field stands', () => {
  const masked = catalogue.operations.filter((one) => !one.reveals && personalFieldsIn(one.response).length > 0);
  const leaks = masked.flatMap((one) => {
    const value = valueWithSecrets(one.response, (kind) => secrets[kind]);
    const shown = JSON.stringify(maskerOf(one.response)?.(value, agent) ?? value);
    // A name inside of words is known by the field beside them that says whose it is.
    const known = personalNames(one.response).some(([, kind]) => kind === 'name');
    return hidden
      .filter((secret) => shown.includes(secret) && (known || secret !== secrets.name))
      .map((secret) => `${one.name} shows ${secret}`);
  });
  expect(masked).not.toEqual([]);
  expect(leaks).toEqual([]);
});

test.each<[string, z.ZodType]>([
  ['an object', z.object({ phone })],
  ['something that may be null or missing', z.object({ phone: phone.nullable().optional() })],
  ['a list', z.object({ items: z.array(z.object({ phone })) })],
  ['a record', z.object({ byId: z.record(z.string(), phone) })],
  ['a choice', z.object({ who: z.union([z.object({ id: z.int() }), z.object({ phone })]) })],
  ['a pair', z.object({ pair: z.tuple([z.string(), phone]) })],
  ['two shapes in one', z.object({ both: z.intersection(z.object({ id: z.string() }), z.object({ phone })) })],
])('P-05 masks a phone number in %s', (_where, schema) => {
  const value = valueWithSecrets(schema, (kind) => secrets[kind]);
  expect(JSON.stringify(value)).toContain(secrets.phone);
  expect(personalPaths(schema)).not.toEqual([]);
  expect(JSON.stringify(maskerOf(schema)?.(value, agent) ?? value)).not.toContain(secrets.phone);
});

test('P-05 masks every kind but words, which staff must read', () => {
  for (const [kind, value] of Object.entries(secrets))
    expect(mask(kind as PersonalKind, value) === value).toBe(kind === 'words');
});

test.each(Object.keys(secrets) as PersonalKind[])('P-05 a masked %s holds no half characters', (kind) => {
  for (const value of ['𠮷田', '𠮷', '😀😀😀😀😀😀😀😀😀😀😀😀', '😀@example.com', '一二𠮷四五六七'])
    expect(mask(kind, value).isWellFormed()).toBe(true);
});
