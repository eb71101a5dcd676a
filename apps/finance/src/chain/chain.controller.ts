import { Controller } from '@nestjs/common';
import { getChain, type ResponseOf } from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { chainId } from './chain.entity.ts';
import { ChainRepository } from './chain.repository.ts';

@Controller()
export class ChainController {
  constructor(private readonly chains: ChainRepository) {}

  @Handles(getChain)
  async get(): Promise<ResponseOf<typeof getChain>> {
    const { id, version, hash, extendedAt } = await this.chains.find(chainId);
    const waiting = await this.chains.waiting();
    return { id, version, seq: version, hash, extendedAt: version === 0 ? null : extendedAt.toISOString(), waiting };
  }
}
