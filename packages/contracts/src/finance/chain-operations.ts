import { z } from 'zod';
import { command, id, invalidCursor, noun, page, pageRequest, query } from '../define/index.ts';
import {
  chainHead,
  chainView,
  verificationNotFound,
  verificationScope,
  verificationView,
  witnessedMax,
} from './chain.ts';
import { bookkeepers, ledgerReaders } from './roles.ts';

export const chainNoun = noun('finance.chain', {
  zh: '账簿链:已记账分录的哈希链',
  en: 'The chain of hashes over what is posted',
});
export const verificationNoun = noun('finance.verification', {
  zh: '核验:证明账簿未被改动',
  en: 'Verifications: proof that nothing was altered',
});

export const getChain = query({
  name: 'finance.chain.get',
  http: 'GET /finance/chain',
  roles: ledgerReaders,
  request: z.object({}),
  response: chainView,
  problems: [],
  summary: { zh: '查看链首', en: 'The head of the chain' },
  rules: ['F-01'],
});
/** What is small is done at once; otherwise it goes on by itself, and is asked for by its id. */
export const startVerification = command({
  name: 'finance.verification.start',
  http: 'POST /finance/verifications',
  roles: [...bookkeepers, 'auditor'],
  status: 201,
  request: z.object({
    scope: verificationScope.default('new'),
    /** Heads that somebody outside has kept, or that stand on printed reports. */
    witnessed: z.array(chainHead).max(witnessedMax).default([]),
  }),
  response: verificationView,
  problems: [],
  summary: { zh: '核验账簿', en: 'Verify the books' },
  rules: ['F-01'],
});
export const getVerification = query({
  name: 'finance.verification.get',
  http: 'GET /finance/verifications/:verificationId',
  roles: ledgerReaders,
  request: z.object({ verificationId: id }),
  response: verificationView,
  problems: [verificationNotFound],
  summary: { zh: '查看核验', en: 'One verification' },
  rules: ['F-01'],
});
/** The newest first. */
export const listVerifications = query({
  name: 'finance.verification.list',
  http: 'GET /finance/verifications',
  roles: ledgerReaders,
  request: pageRequest,
  response: page(verificationView),
  problems: [invalidCursor],
  summary: { zh: '核验列表', en: 'List verifications' },
  rules: ['F-01'],
});
