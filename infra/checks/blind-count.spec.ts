import { z } from 'zod';
import {
  bytesFieldOf,
  catalogue,
  closeCashDay,
  countCash,
  getCashDesk,
  openCashDay,
  Problem,
  type Operation,
} from '@bumen/contracts';
import { ProofHouse } from './proof-house.ts';
import { realRequest } from './sample-requests.ts';

let house: ProofHouse;
let ids: Readonly<Record<string, string>>;
let cashDeskId: string;
beforeAll(async () => {
  house = await ProofHouse.open();
  const known = await house.ids();
  const { cash } = house;
  cashDeskId = await cash.desk({ takingsFen: 30_000, pettyFen: 70_000 });
  await closedBefore();
  for (const sum of await sums()) seen.add(sum);
  const { id: cashDayId } = await cash.cashier.call(openCashDay, { cashDeskId });
  const receiptId = await cash.receiptOf(cashDeskId, 41_283);
  await cash.receiptOf(cashDeskId, 17_921);
  ids = { ...known, cashDeskId, cashDayId, receiptId };
}, 120_000);
afterAll(() => house?.close());

/** A day that ends with what the next one begins with, and of which no move is as large. */
async function closedBefore(): Promise<void> {
  const { cashier } = house.cash;
  const { id: cashDayId } = await cashier.call(openCashDay, { cashDeskId });
  const coins = (pieces: number) => [{ denominationFen: 1, pieces }];
  await cashier.call(countCash, { cashDayId, takings: coins(31_607), petty: coins(73_419) });
  await cashier.call(closeCashDay, { cashDayId, explanations: { takings: '多出', petty: '多出' } });
}

/** What a custodian is told once the count is in, and what counts. */
const tells: ReadonlySet<string> = new Set([countCash.name, closeCashDay.name]);
const allowed = catalogue
  .operationsOf('finance')
  .filter(({ name, roles }) => roles !== 'anyone' && roles.includes('cashier') && !tells.has(name));

/** What is in both boxes and what they come to, as fen and as people write yuan. */
async function sums(): Promise<string[]> {
  const { inBoxes } = await house.cash.accountant.call(getCashDesk, { cashDeskId });
  const { takingsFen, pettyFen } = inBoxes!;
  return [takingsFen, pettyFen, takingsFen + pettyFen].flatMap((fen) => {
    const yuan = (fen / 100).toFixed(2);
    return [String(fen), yuan, yuan.replaceAll(/\B(?=(\d{3})+\.)/g, ',')];
  });
}
const seen = new Set<string>();
const found = (text: string) => [...seen].filter((sum) => new RegExp(`(?<![\\d.,])${sum}(?!\\d)`).test(text));

/** Everything that they are answered, refusals with all of their details. */
async function answer(operation: Operation): Promise<string> {
  const request = {
    ...realRequest(operation, ids),
    ...('cashDeskId' in operation.request.shape ? listed(operation) : {}),
  };
  try {
    const { cashier } = house.cash;
    const plain = operation.seen === undefined && bytesFieldOf(operation) === undefined;
    return JSON.stringify(
      plain ? await cashier.sendRaw(operation.name, JSON.stringify(request)) : await cashier.send(operation, request),
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return JSON.stringify([error.code, error.message, error.details, error.words('Asia/Shanghai')]);
  }
}
/** A list takes several desks, a document one. */
function listed({ request }: Operation): Record<string, unknown> {
  const field = (request.shape as Record<string, z.ZodType>)['cashDeskId']!;
  return { cashDeskId: field.safeParse(cashDeskId).success ? cashDeskId : [cashDeskId] };
}

test('F-08 nothing that a custodian can get on an open day says what is in the boxes', async () => {
  const leaks: string[] = [];
  for (const operation of allowed) {
    for (const sum of await sums()) seen.add(sum);
    const text = await answer(operation);
    for (const sum of await sums()) seen.add(sum);
    for (const sum of found(text)) leaks.push(`${operation.name} tells ${sum}`);
  }
  const told = (await house.desk.outbox('finance')).filter(({ type }) => {
    const { visibleTo, toldToWhomItIsAbout } = catalogue.events.find((one) => one.name === type)!;
    return toldToWhomItIsAbout || visibleTo?.includes('cashier');
  });
  for (const event of told) for (const sum of found(JSON.stringify(event))) leaks.push(`${event.type} tells ${sum}`);
  for (const sum of found(house.desk.logged)) leaks.push(`a log line tells ${sum}`);
  expect(leaks).toEqual([]);
  expect(allowed.length).toBeGreaterThan(0);
});

test('F-08 what is looked for is found where it is told', async () => {
  const desk = await house.cash.accountant.call(getCashDesk, { cashDeskId });
  expect(found(JSON.stringify(desk)).length).toBeGreaterThan(0);
});
