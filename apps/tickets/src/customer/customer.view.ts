import type { ResponseOf, getCustomer } from '@bumen/contracts';
import type { Customer } from './customer.entity.ts';

export function customerViewOf(customer: Customer): ResponseOf<typeof getCustomer> {
  const { id, version, name, phone, phoneE164, email, account, idNumber, address, member, preferences, createdAt } =
    customer;
  return {
    id,
    version,
    name,
    phone,
    phoneE164,
    email,
    account,
    idNumber,
    address,
    member,
    preferences,
    createdAt: createdAt.toISOString(),
  };
}
