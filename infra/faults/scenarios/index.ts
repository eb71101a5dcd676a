import type { Scenario } from '../trial.ts';
import { allAtOnce } from './all-at-once.ts';
import { diskFull } from './disk-full.ts';
import { frozen } from './frozen.ts';
import { hotRow } from './hot-row.ts';
import { kills } from './kills.ts';
import { lowOutboxId } from './low-outbox-id.ts';
import { partition } from './partition.ts';
import { planted } from './planted.ts';
import { poison } from './poison.ts';
import { powerCut } from './power-cut.ts';
import { replacedInstance } from './replaced-instance.ts';
import { thrice } from './thrice.ts';
import { wipedBroker } from './wiped-broker.ts';
import { wrongClock } from './wrong-clock.ts';

/** In this order; what spoils the system they share comes after the others. */
export const scenarios: readonly Scenario[] = [
  replacedInstance,
  hotRow,
  lowOutboxId,
  thrice,
  poison,
  kills,
  frozen,
  wipedBroker,
  allAtOnce,
  wrongClock,
  partition,
  planted,
  diskFull,
  powerCut,
];
