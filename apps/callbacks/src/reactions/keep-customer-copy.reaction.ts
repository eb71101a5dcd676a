import { Controller } from '@nestjs/common';
import { callbacksKeepCustomerCopy, type ReactedEvent } from '@bumen/contracts';
import { ReactsTo } from '@bumen/service-kit';
import { CustomerRepository } from '../customer/customer.repository.ts';

@Controller()
export class KeepCustomerCopy {
  constructor(private readonly customers: CustomerRepository) {}

  @ReactsTo(callbacksKeepCustomerCopy)
  async react({ data }: ReactedEvent<typeof callbacksKeepCustomerCopy>): Promise<void> {
    this.customers.keep(data);
  }
}
