import { raisedBy } from '@bumen/service-kit';
import { after } from '../ticket/ticket.rig.ts';
import { Customer } from './customer.entity.ts';

test('T-01 a later contact fills the gaps of the file, adds how else they are reached, and changes nothing that is there', () => {
  const customer = Customer.register(
    '01890000-0000-7000-8000-000000000001',
    { name: '王小明', phone: '13812345678', member: false },
    undefined,
    after(0),
  );
  customer.learn({ name: '别名', phone: '13900000000', email: 'Wang@Example.com', member: true }, after(0));
  expect(customer).toMatchObject({
    name: '王小明',
    phone: '13812345678',
    phoneE164: '+8613812345678',
    email: 'Wang@Example.com',
    otherPhones: [{ written: '13900000000', numbers: ['+8613900000000'] }],
    keys: ['phone +8613812345678', 'phone +8613900000000', 'email wang@example.com'],
    member: true,
  });
  customer.learn({ name: '王小明', email: 'other@example.com', member: false }, after(0));
  expect(customer).toMatchObject({ email: 'Wang@Example.com', otherEmails: ['other@example.com'] });
  customer.learn({ name: '王小明', phone: '138 1234 5678', email: 'OTHER@example.com', member: false }, after(0));
  expect(raisedBy(customer)).toHaveLength(3);
});
