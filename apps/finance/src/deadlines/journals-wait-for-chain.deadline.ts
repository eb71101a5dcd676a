import { Acts, Log, MeetsDeadlines, type DeadlineHandler } from '@bumen/service-kit';
import type { Chain } from '../chain/chain.entity.ts';
import { ChainRepository } from '../chain/chain.repository.ts';

/** What was posted gets its place in the chain (F-01). Who has the chain's row is the only one who gives places. */
@MeetsDeadlines(ChainRepository, { zh: '分录入链', en: 'Journals are chained' })
export class JournalsWaitForChain implements DeadlineHandler<Chain> {
  constructor(
    private readonly chains: ChainRepository,
    private readonly acts: Acts,
    private readonly log: Log,
  ) {}

  async timeIsUp(chain: Chain): Promise<void> {
    const waiting = await this.chains.take();
    for (const { journalId, stored, found, told } of waiting)
      if (found !== stored || (told !== null && told !== stored))
        this.log.error({ event: 'journal_altered', journalId }, 'a journal was altered before it was chained (F-01)');
    // What was told with the commit is the truth: a journal that was altered since doesn't fit its block.
    const block = chain.extend(
      waiting.map(({ stored, told }) => told ?? stored),
      this.acts.current(),
    );
    if (block)
      this.chains.put(
        block,
        waiting.map(({ journalId }) => journalId),
      );
  }
}
