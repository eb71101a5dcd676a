import type { Scenario } from '../trial.ts';
import { allAtOnce } from './all-at-once.ts';
import { frozen } from './frozen.ts';
import { hotRow } from './hot-row.ts';
import { kills } from './kills.ts';
import { lowOutboxId } from './low-outbox-id.ts';
import { poison } from './poison.ts';
import { replacedInstance } from './replaced-instance.ts';
import { thrice } from './thrice.ts';
import { wipedBroker } from './wiped-broker.ts';

/** In this order; those that need a system of their own last. */
export const scenarios: readonly Scenario[] = [replacedInstance, hotRow, lowOutboxId, thrice, poison, kills, frozen, wipedBroker, allAtOnce];
