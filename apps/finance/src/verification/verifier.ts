import { Injectable } from '@nestjs/common';
import type { Text, VerificationFinding, VerificationScope } from '@bumen/contracts';
import { Acts } from '@bumen/service-kit';
import { hashOf } from '../chain/block-hash.ts';
import { VoucherSeals } from '../voucher/voucher-seals.repository.ts';
import { BooksReader, type ReadBlock, type Stray } from './books-reader.repository.ts';
import type { Stage, Verification } from './verification.entity.ts';

/** So long one turn may take, before others get theirs; a turn ends after the page in which it passes. */
const turnMs = 2_000;
/** Blocks of a page: up to twenty thousand journals. */
const blocksAtOnce = 20;
/** Vouchers of a page, with papers of a few megabytes each. */
const vouchersAtOnce = 50;
/** A journal that waits longer than that has been kept out of the chain. */
const patienceS = 60;
/** But who comes back from an outage has so long to give places before anybody is suspected. */
const graceMs = 10_000;

/** Where only what is new is looked at, the others aren't: they read everything. */
const straysOf: Readonly<Record<VerificationScope, readonly Stray[]>> = {
  new: ['waiting', 'late'],
  whole: ['place', 'journal', 'entry', 'waiting', 'late', 'posting'],
};

type Look = (verification: Verification) => Promise<VerificationFinding | undefined | 'more' | 'later'>;

/** Looks at the books page by page (F-01), and names the first place that isn't what it was. */
@Injectable()
export class Verifier {
  readonly #looks: Readonly<Record<Stage, Look>> = {
    blocks: (one) => this.#blocks(one),
    head: (one) => this.#head(one),
    witness: (one) => this.#witness(one),
    strays: (one) => this.#strays(one),
    accounts: (one) => this.#accounts(one),
    vouchers: (one) => this.#vouchers(one),
  };

  constructor(
    private readonly books: BooksReader,
    private readonly seals: VoucherSeals,
    private readonly acts: Acts,
  ) {}

  /** Goes on until it is over or its turn is. */
  async goOn(verification: Verification): Promise<void> {
    const until = performance.now() + turnMs;
    while (verification.state === 'running' && performance.now() < until) {
      const found = await this.#looks[verification.stage](verification);
      if (found === 'later') break;
      if (found === undefined) verification.passedStage();
      else if (found !== 'more') verification.found(found);
    }
    verification.pause(this.acts.current());
  }

  async #blocks(one: Verification): ReturnType<Look> {
    if (one.blocks === 0 && one.fromSeq > 0 && (await this.books.hashOf(one.fromSeq)) !== one.fromHash)
      return at(one.fromSeq, {
        zh: '上次核验过的区块已被改动',
        en: 'a block that was found sound before is another now',
      });
    if (one.reached >= one.untilSeq) return undefined;
    const page = await this.books.blocks(one.reached, one.untilSeq, blocksAtOnce);
    let [seq, prev] = [one.reached, one.lastHash];
    for (const block of page) {
      const found = wrongIn(block, seq + 1, prev);
      if (found) return found;
      [seq, prev] = [block.seq, block.hash];
    }
    if (seq === one.reached) return missing(seq + 1);
    const journals = page.reduce((sum, { count }) => sum + count, one.journals);
    one.passed({ blocks: seq - one.fromSeq, journals, lastHash: prev });
    return 'more';
  }

  async #head({ untilSeq }: Verification): ReturnType<Look> {
    const { seq, hash, lastSeq, lastHash } = await this.books.head();
    if (seq < untilSeq || (seq > 0 && (seq !== lastSeq || hash !== lastHash)) || (seq === 0 && lastSeq !== null))
      return at(seq, { zh: '链首与最后一个区块不符', en: 'the head of the chain is not its last block' });
    return undefined;
  }

  async #witness({ fromSeq, witnessed }: Verification): ReturnType<Look> {
    const told = await this.books.notAsTold(fromSeq);
    if (told !== undefined)
      return at(told, {
        zh: '区块与当时通知各部门的链首不符',
        en: 'the block is not the head that departments were told',
      });
    const seen = await this.books.notAsWitnessed(witnessed);
    if (seen !== undefined)
      return at(seen, { zh: '区块与外部留存的链首不符', en: 'the block is not the head that was kept outside' });
    return undefined;
  }

  async #strays({ scope, startedAt }: Verification): ReturnType<Look> {
    const { at: now } = this.acts.current();
    for (const kind of straysOf[scope]) {
      const which = await this.books.stray(kind, { now, patienceS });
      if (kind === 'late' && which !== undefined && now.getTime() < startedAt.getTime() + graceMs) return 'later';
      if (which !== undefined)
        return { ...nowhere, journalId: kind === 'posting' ? null : which, why: strayWords[kind] };
    }
    return undefined;
  }

  async #accounts(one: Verification): ReturnType<Look> {
    const account = await this.books.accountAfter(one.lastAccount);
    if (account === undefined) return undefined;
    const fromDay = one.scope === 'whole' ? '1900-01-01' : await this.books.firstOpenDay();
    const month = await this.books.totalsDiffer(account, fromDay);
    if (month !== undefined)
      return {
        ...{ ...nowhere, account },
        why: {
          zh: `科目 ${account} 在 ${month} 的发生额与分录合计不符`,
          en: `the totals of account ${account} in ${month} are not the sum of its entries`,
        },
      };
    if ((await this.books.isGuarded(account)) && (await this.books.guardedDiffers(account)))
      return {
        ...{ ...nowhere, account },
        why: {
          zh: `科目 ${account} 的余额与其变动记录不符`,
          en: `the balance of account ${account} is not what its moves lead to`,
        },
      };
    one.passed({ lastAccount: account });
    return 'more';
  }

  /** All of them by whoever looks at everything; what is new hardly is, since posted vouchers stay as they are. */
  async #vouchers(one: Verification): ReturnType<Look> {
    if (one.scope === 'new') return undefined;
    const { last, altered } = await this.seals.look(one.lastVoucher, vouchersAtOnce);
    if (altered)
      return {
        ...{ ...nowhere, journalId: altered.journalId },
        why: {
          zh: `凭证 ${altered.voucherId} 或其附件与记账时不同`,
          en: `voucher ${altered.voucherId} or its papers are not what they were when it was posted`,
        },
      };
    if (last !== undefined) {
      one.passed({ lastVoucher: last });
      return 'more';
    }
    const stray = await this.seals.withoutJournal();
    if (stray === undefined) return undefined;
    return {
      ...nowhere,
      why: { zh: `凭证 ${stray} 已记账,却没有分录`, en: `voucher ${stray} is posted and has no journal` },
    };
  }
}

const nowhere = { seq: null, place: null, journalId: null, account: null };
const at = (seq: number, { zh, en }: Text): VerificationFinding => ({
  ...{ ...nowhere, seq },
  why: { zh: `第 ${seq} 个区块:${zh}`, en: `block ${seq}: ${en}` },
});
const missing = (seq: number): VerificationFinding =>
  at(seq, { zh: '区块或其中的分录缺失', en: 'it is missing, or its journals are' });

/** What is wrong with a block, where it should be the `seq`-th behind one with the hash `prev`. */
function wrongIn(block: ReadBlock, seq: number, prev: string): VerificationFinding | undefined {
  if (block.seq !== seq) return missing(seq);
  if (block.prev !== prev) return at(seq, { zh: '与前一个区块不相连', en: 'it does not follow the block before it' });
  if (hashOf(block) !== block.hash)
    return at(seq, { zh: '区块内容与哈希值不符', en: 'its hash is not that of what it says' });
  if (block.wrongPlace !== null)
    return {
      ...{ seq, place: block.wrongPlace, journalId: block.wrongJournal, account: null },
      why: {
        zh: `第 ${seq} 个区块第 ${block.wrongPlace} 笔分录与记账时不同`,
        en: `block ${seq}, place ${block.wrongPlace}: the journal is not what was posted`,
      },
    };
  if (block.places !== block.count || block.firstPlace !== 1 || block.lastPlace !== block.count)
    return at(seq, { zh: '分录的位置有缺漏', en: 'places of its journals are missing, or there are more' });
  if (block.rootFound !== block.root)
    return at(seq, {
      zh: '分录与入链时不同或次序已变',
      en: 'its journals are not those that were chained, or in another order',
    });
  return undefined;
}

const strayWords: Readonly<Record<Stray, Text>> = {
  place: { zh: '有分录位于不存在的区块', en: 'a journal has its place in a block that there is not' },
  journal: { zh: '有分录不在链中', en: 'a journal is not in the chain' },
  entry: { zh: '有分录行不属于任何分录', en: 'lines belong to no journal' },
  waiting: { zh: '有分录在等待入链时已被改动', en: 'a journal was altered while it waited for its place' },
  late: { zh: '有分录等待入链过久', en: 'a journal waits for its place for too long' },
  posting: { zh: '一次记账的分录数不符', en: 'a posting has another number of journals than it had' },
};
