import { Gate } from '../gate.ts';

/** Where the handlers of notes let a test hold them. */
export const gate = new Gate();
