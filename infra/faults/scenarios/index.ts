import type { Scenario, ScenarioName } from '../trial.ts';
import { allAtOnce } from './all-at-once.ts';
import { diskFull } from './disk-full.ts';
import { frozen } from './frozen.ts';
import { hotRow } from './hot-row.ts';
import { kills } from './kills.ts';
import { ledgerMonth } from './ledger-month.ts';
import { lowOutboxId } from './low-outbox-id.ts';
import { movedClock } from './moved-clock.ts';
import { partition } from './partition.ts';
import { planted } from './planted.ts';
import { poison } from './poison.ts';
import { powerCut } from './power-cut.ts';
import { replacedInstance } from './replaced-instance.ts';
import { thrice } from './thrice.ts';
import { wipedBroker } from './wiped-broker.ts';
import { wrongClock } from './wrong-clock.ts';

/** Each under its name. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  'replaced-instance': replacedInstance,
  'hot-row': hotRow,
  'low-outbox-id': lowOutboxId,
  thrice,
  poison,
  kills,
  frozen,
  'wiped-broker': wipedBroker,
  'all-at-once': allAtOnce,
  'wrong-clock': wrongClock,
  'moved-clock': movedClock,
  'ledger-month': ledgerMonth,
  partition,
  planted,
  'disk-full': diskFull,
  'power-cut': powerCut,
};
