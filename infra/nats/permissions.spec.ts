import {
  answerPrefix,
  catalogue,
  consumerName,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  services,
} from '@bumen/contracts';
import { departments, departmentUser, natsUsers, type NatsUser } from '../stack.ts';
import { permissions } from './permissions.ts';

const mayPublish = (subject: string) =>
  natsUsers.filter((user) => permissions[user].publish.some((pattern) => covers(pattern, subject)));
const mayListen = (subject: string) =>
  natsUsers.filter((user) => permissions[user].subscribe.some((entry) => covers(entry.split(' ')[0]!, subject)));

function covers(pattern: string, subject: string): boolean {
  const parts = pattern.split('.');
  const words = subject.split('.');
  if (parts.at(-1) === '>')
    return words.length >= parts.length && parts.slice(0, -1).every((part, at) => part === '*' || part === words[at]);
  return parts.length === words.length && parts.every((part, at) => part === '*' || part === words[at]);
}

test('P-02 only the gateway asks for an operation, and only its service hears it', () => {
  for (const operation of catalogue.operations) {
    const travels = operation.handledBy !== 'gateway';
    expect([operation.name, mayPublish(operation.name)]).toEqual([operation.name, travels ? ['gateway'] : []]);
    expect([operation.name, mayListen(operation.name)]).toEqual([operation.name, travels ? [operation.service] : []]);
  }
});

test('E-02 only the service that owns an event publishes it, to departments only where it is meant for them', () => {
  for (const event of catalogue.events) {
    expect(mayPublish(eventSubject(event))).toEqual([event.service]);
    expect(mayPublish(departmentSubject(event))).toEqual(event.audience === 'departments' ? [event.service] : []);
    expect([...mayListen(eventSubject(event)), ...mayListen(departmentSubject(event))]).toEqual([]);
  }
});

test('R5 a stream is made by the service that owns it and thrown away by nobody', () => {
  for (const service of services)
    for (const stream of [eventStream(service), departmentStream(service)]) {
      for (const call of ['CREATE', 'UPDATE', 'MSG.GET'])
        expect(mayPublish(`$JS.API.STREAM.${call}.${stream}`)).toEqual([service]);
      for (const call of ['DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'])
        expect(mayPublish(`$JS.API.STREAM.${call}.${stream}`)).toEqual([]);
    }
});

test('R3 a reaction is acknowledged by its own service alone', () => {
  expect(catalogue.reactions.length).toBeGreaterThan(0);
  for (const reaction of catalogue.reactions)
    expect(mayPublish(`$JS.ACK.${eventStream(reaction.source)}.${consumerName(reaction)}.1.1.1.1.1`)).toEqual([
      reaction.service,
    ]);
});

test('E-01 a department touches the departments’ streams only, under its own name only', () => {
  for (const department of departments) {
    const user: NatsUser = departmentUser(department);
    for (const subject of permissions[user].publish) {
      expect(subject).toMatch(/^\$JS\.(API\.(STREAM\.INFO|CONSUMER\.[A-Z.]+)|ACK)\.[a-z]+-departments/);
      if (!subject.startsWith('$JS.API.STREAM.INFO.')) expect(subject.split('.')).toContain(department);
    }
    expect(permissions[user].subscribe).toEqual([`_INBOX_${user}.>`]);
  }
});

test('E-03 a service answers the gateway in its own name alone, and nobody listens where another is answered', () => {
  for (const service of services) expect(mayPublish(`${answerPrefix(service)}.abc.1`)).toEqual([service]);
  expect(mayPublish('_INBOX_gateway.abc.1')).toEqual([]);
  for (const user of natsUsers) {
    expect(permissions[user].subscribe.filter((one) => one.startsWith('_INBOX'))).toEqual([`_INBOX_${user}.>`]);
    if (user !== 'gateway') expect(mayPublish(`_INBOX_${user}.abc.1`)).toEqual([]);
  }
});
