import { Injectable } from '@nestjs/common';
import {
  accountClosingNotFound,
  accountClosingStands,
  accountClosingView,
  type listAccountClosings,
  type RequestOf,
} from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { AccountClosing } from './account-closing.entity.ts';

@Injectable()
export class AccountClosingRepository extends AggregateRepository<AccountClosing> {
  constructor() {
    super(AccountClosing, {
      notFound: (id) => accountClosingNotFound({ id }),
      view: accountClosingView,
      unique: { account_closing_stands: ({ code }) => accountClosingStands({ code }) },
    });
  }

  page({
    code,
    state,
    ...request
  }: RequestOf<typeof listAccountClosings>): Promise<{ items: AccountClosing[]; nextCursor: string | null }> {
    const query = this.select(AccountClosing, 'closing');
    keepOneOf(query, { code, state });
    return readPage(query, request, { by: ['id'], direction: 'desc' }, (closing) => closing);
  }
}
