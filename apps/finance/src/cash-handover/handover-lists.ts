import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { handoverItemsMax } from '@bumen/contracts';
import { CashBoxes } from '../cash-desk/cash-boxes.repository.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import type { SignedList } from './cash-handover.entity.ts';
import { CashHandoverRepository } from './cash-handover.repository.ts';

/** What comes with a desk, as it stands (移交清册). Whoever asks has its row. */
@Injectable()
export class HandoverLists {
  constructor(
    private readonly handovers: CashHandoverRepository,
    private readonly boxes: CashBoxes,
  ) {}

  async of({ id, custodianId }: CashDesk): Promise<SignedList> {
    const [inBoxes, cheques, receiptBooks, deposits, custodyItems, differences, loans] = await Promise.all([
      this.boxes.inBoxes([id]),
      this.handovers.cheques(id),
      this.handovers.receiptBooks(id),
      this.handovers.deposits(id),
      this.handovers.custodyItems(custodianId),
      this.handovers.differences(id),
      this.handovers.loans(custodianId),
    ]);
    const all = { cash: inBoxes.get(id)!, cheques, receiptBooks, deposits, custodyItems, differences, loans };
    const more = Object.values(all).some((one) => Array.isArray(one) && one.length > handoverItemsMax);
    const first = <Item>(items: readonly Item[]) => items.slice(0, handoverItemsMax);
    const list = {
      cash: all.cash,
      ...{ cheques: first(cheques), receiptBooks: first(receiptBooks), deposits: first(deposits) },
      ...{ custodyItems: first(custodyItems), differences: first(differences), loans: first(loans), more },
    };
    return { list, digest: hash('sha256', JSON.stringify(list), 'hex') };
  }
}
