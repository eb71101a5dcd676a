import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/max';
import { countries } from '@bumen/contracts';
import { identitiesOf, numberToDial, phonesIn } from './identity.ts';

const china = { country: 'CN' };

test.each([
  ['13812345678', '+8613812345678'],
  ['138 1234 5678', '+8613812345678'],
  ['+86 138-1234-5678', '+8613812345678'],
  ['008613812345678', '+8613812345678'],
  ['8613812345678', '+8613812345678'],
  ['86-138-1234-5678', '+8613812345678'],
  ['(+86)13812345678', '+8613812345678'],
  ['+86013812345678', '+8613812345678'],
  ['013812345678', '+8613812345678'],
  ['138.1234.0016', '+8613812340016'],
  ['１３６１２３４００１４', '+8613612340014'],
  ['\u202d13612340015\u202c', '+8613612340015'],
  ['138–1234–5678', '+8613812345678'],
  ['电话：13812345678', '+8613812345678'],
  ['Tel. +86 138 1234 5678', '+8613812345678'],
  ['(010)65529988', '+861065529988'],
  ['（021）62223333', '+862162223333'],
  ['010-65529988转801', '+861065529988;ext=801'],
  ['010-65529988 分机 801', '+861065529988;ext=801'],
  ['010-65529988-801', '+861065529988;ext=801'],
  ['010-65529988*801', '+861065529988;ext=801'],
  ['010-65529988（转801）', '+861065529988;ext=801'],
  ['+861065529988;ext=801', '+861065529988;ext=801'],
  ['4008208820-1', '+864008208820;ext=1'],
  ['13125550100', '+8613125550100'],
  ['+1 312 555 0100', '+13125550100'],
  ['001 312 555 0100', '+13125550100'],
  ['+44 (0)20 7946 0018', '+442079460018'],
  ['400-820-8820', '+864008208820'],
  // A series that was given out since the library was made.
  ['14000000001', '+8614000000001'],
])('T-01 the telephone number %s is %s', (written, number) => {
  expect(phonesIn(written, china)).toEqual([number]);
  expect(identitiesOf({ phone: written }, china)).toEqual([`phone ${number}`]);
});

test.each([
  '136 1234 0012转12',
  '13612340012 ext. 801',
  '13612340012-12',
  '13612340012,12',
  'tel:+86-136-1234-0012;ext=12',
  '١٣٦١٢٣٤٠٠١٢',
  '१३६१२३४००१२',
  '𝟏𝟑𝟔𝟏𝟐𝟑𝟒𝟎𝟎𝟏𝟐',
  '①③⑥①②③④⓪⓪①②',
  '１３６·１２３４·００１２',
  '136_1234_0012',
])(
  'T-01 C-04 a mobile has no lines and its digits are of any script: %s leads to whom the plain number leads',
  (told) => {
    expect(identitiesOf({ phone: told }, china)).toEqual(identitiesOf({ phone: '13612340012' }, china));
  },
);

test.each([
  '010 6552 9988',
  '01065529988',
  '（010）6552—9988',
  '+86 (0)10 65529988',
  '0086-010-65529988',
  '٠١٠-٦٥٥٢٩٩٨٨',
  '010·6552·9988',
])('T-01 C-04 %s leads to whom the plain number of the landline leads', (told) => {
  expect(identitiesOf({ phone: told }, china)).toEqual(identitiesOf({ phone: '010-65529988' }, china));
});

test.each([
  '无',
  '不详',
  '65529988',
  '110',
  '95588',
  '1380000',
  '13812345678李先生',
  '不要打13812345678',
  '---',
  '0',
  '13812345678/无',
])('T-01 in %s no number is read, so nobody is taken for somebody else', (written) => {
  expect(phonesIn(written, china)).toEqual([]);
  expect(numberToDial(written, china)).toBeNull();
});

test('T-01 two numbers side by side are both read, and the first is dialled', () => {
  expect(phonesIn('13612340012/13612340013', china)).toEqual(['+8613612340012', '+8613612340013']);
  expect(numberToDial('13612340012 或 010-65529988转8', china)).toBe('+8613612340012');
});

test('T-01 a number without its country is one of the company’s country', () => {
  expect(phonesIn('13125550100', { country: 'US' })).toEqual(['+13125550100']);
  expect(phonesIn('91234567', { country: 'HK' })).toEqual(['+85291234567']);
});

test('T-01 an e-mail address, an account and an ID number are compared however they are written', () => {
  const one = {
    email: ' Wang@Example.com',
    account: { platform: 'taobao', userName: 'ＷＡＮＧ_1' },
    idNumber: '11010519491231002x',
  };
  const other = {
    email: 'wang@example.COM',
    account: { platform: 'TAOBAO', userName: 'wang\u200b_1 ' },
    idNumber: '١١٠١٠٥ 19491231–002X',
  };
  expect(identitiesOf(one, china)).toEqual(identitiesOf(other, china));
  expect(identitiesOf({ idNumber: '110105491231002' }, china)).toEqual(identitiesOf({ idNumber: one.idNumber }, china));
  expect(identitiesOf({ account: { platform: 'jd', userName: 'wang_1' } }, china)).not.toEqual(
    identitiesOf({ account: other.account }, china),
  );
});

test('T-01 every row of the sample is read or kept as it is written', async () => {
  const sample = await readFile(new URL('../../samples/phones-as-people-write-them.csv', import.meta.url), 'utf8');
  const written = sample
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',')[2]!);
  expect(written.map((one) => phonesIn(one, china).length)).toEqual([1, 1, 1, 2, 1, 1, 1, 0]);
});

test('T-01 whatever somebody writes is read or not, and never fails; what is read is read the same again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9()转x., /-]{1,30}$/)), (text) => {
      for (const number of phonesIn(text, china)) expect(phonesIn(number, china)).toEqual([number]);
    }),
    { numRuns: 2_000 },
  );
});

test('the countries that a company may choose are those whose numbers are read', () => {
  expect([...countries].sort()).toEqual([...getCountries()].sort());
});
