import { Controller } from '@nestjs/common';
import {
  checkJournal,
  checkReversal,
  getJournal,
  journalNotFound,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { JournalReader } from './journal-reader.repository.ts';
import { Ledger } from './ledger.ts';

@Controller()
export class JournalController {
  constructor(
    private readonly journals: JournalReader,
    private readonly ledger: Ledger,
  ) {}

  @Handles(getJournal)
  async get({ journalId }: RequestOf<typeof getJournal>): Promise<ResponseOf<typeof getJournal>> {
    const journal = await this.journals.find(journalId);
    if (!journal) throw journalNotFound({ id: journalId });
    return journal;
  }

  @Handles(checkJournal)
  async check(request: RequestOf<typeof checkJournal>): Promise<ResponseOf<typeof checkJournal>> {
    await this.ledger.check(request);
    return { fit: true };
  }

  @Handles(checkReversal)
  async checkReversal({ journalId, day }: RequestOf<typeof checkReversal>): Promise<ResponseOf<typeof checkReversal>> {
    await this.ledger.checkReversal(journalId, day);
    return { fit: true };
  }
}
