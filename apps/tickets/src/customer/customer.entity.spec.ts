import { raisedBy } from '@bumen/service-kit';
import { after } from '../ticket/ticket.rig.ts';
import { Customer, phoneKey } from './customer.entity.ts';

test.each([
  ['138 1234 5678', '13812345678'],
  ['+86 138-1234-5678', '13812345678'],
  ['008613812345678', '13812345678'],
  ['13812345678', '13812345678'],
  // Digits alone may be any number that begins so.
  ['8613812345678', '8613812345678'],
  ['+1 212 555 0100', '12125550100'],
])('T-01 the phone number %s is compared as %s', (phone, key) => {
  expect(phoneKey(phone)).toBe(key);
});

test('T-01 a later contact fills the gaps of the file and changes nothing that is there', () => {
  const customer = Customer.register(
    '01890000-0000-7000-8000-000000000001',
    { name: '王小明', phone: '13812345678', member: false },
    after(0),
  );
  customer.learn({ name: '别名', phone: '13900000000', email: 'Wang@Example.com', member: true });
  expect(customer).toMatchObject({
    name: '王小明',
    phone: '13812345678',
    email: 'Wang@Example.com',
    emailKey: 'wang@example.com',
    member: true,
  });
  customer.learn({ name: '王小明', email: 'other@example.com', member: false });
  expect(raisedBy(customer)).toHaveLength(2);
});
