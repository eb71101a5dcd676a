import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  answerPrefix,
  catalogue,
  consumerName,
  departmentStream,
  departmentSubject,
  eventStream,
  eventSubject,
  services,
  streamsApi,
  streamsUser,
} from '@bumen/contracts';
import { departments, departmentUser, natsUsers, type NatsUser } from '../stack.ts';
import { accountOf, sharedSubjects } from './accounts.ts';
import { permissions } from './permissions.ts';
import { natsServerConfig } from './server-config.ts';

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
    const owner = streamsUser(event.service);
    expect(mayPublish(eventSubject(event))).toEqual([owner]);
    expect(mayPublish(departmentSubject(event))).toEqual(event.audience === 'departments' ? [owner] : []);
    expect([...mayListen(eventSubject(event)), ...mayListen(departmentSubject(event))]).toEqual([]);
  }
});

test('R5 streams and consumers are made by who keeps them alone, and streams are thrown away by nobody', () => {
  for (const service of services)
    for (const stream of [eventStream(service), departmentStream(service)])
      for (const prefix of ['$JS.API', streamsApi]) {
        const keeper = prefix === streamsApi ? [] : ['streams'];
        for (const call of ['STREAM.CREATE', 'STREAM.UPDATE'])
          expect(mayPublish(`${prefix}.${call}.${stream}`)).toEqual(keeper);
        for (const call of ['CONSUMER.CREATE', 'CONSUMER.DURABLE.CREATE', 'CONSUMER.DELETE'])
          expect(mayPublish(`${prefix}.${call}.${stream}.any`)).toEqual(keeper);
        for (const call of ['DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'])
          expect(mayPublish(`${prefix}.STREAM.${call}.${stream}`)).toEqual([]);
      }
  for (const service of services)
    expect(mayPublish(`${streamsApi}.STREAM.MSG.GET.${eventStream(service)}`)).toEqual([streamsUser(service)]);
});

test('R3 a reaction is read and acknowledged by its own service alone', () => {
  expect(catalogue.reactions.length).toBeGreaterThan(0);
  for (const reaction of catalogue.reactions) {
    const place = `${eventStream(reaction.source)}.${consumerName(reaction)}`;
    const reader = [streamsUser(reaction.service)];
    expect(mayPublish(`$JS.ACK.${place}.1.1.1.1.1`)).toEqual(reader);
    expect(mayPublish(`${streamsApi}.CONSUMER.MSG.NEXT.${place}`)).toEqual(reader);
  }
});

test('E-01 a department touches the departments’ streams only, under its own name only', () => {
  for (const department of departments) {
    const user: NatsUser = departmentUser(department);
    expect(permissions[user].publish).not.toEqual([]);
    for (const subject of permissions[user].publish) {
      expect(subject).toMatch(/^(streams\.CONSUMER\.(INFO|MSG\.NEXT)|\$JS\.ACK)\.[a-z]+-departments\./);
      expect(subject.split('.').filter((word) => [department, `${department}-own`].includes(word))).toHaveLength(1);
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

test('P-04 whoever works with the streams has an account alone, and where requests are heard nobody has JetStream', () => {
  const accounts = Map.groupBy(natsUsers, accountOf);
  expect(accounts.get('REQUESTS')).toEqual(['gateway', ...services]);
  for (const [account, users] of accounts) if (account !== 'REQUESTS') expect(users).toHaveLength(1);
  const config = natsServerConfig(place);
  expect(config.match(/jetstream: enabled/g)).toHaveLength(1);
  expect(/ {2}STREAMS \{\n {4}jetstream: enabled\n/.test(config)).toBe(true);
  expect(sharedSubjects(permissions).flatMap((one) => one.accounts)).not.toContain('REQUESTS');
});

test('what is printed is encrypted on the way, and its monitoring port is open to its own machine only', () => {
  const printed = (env: Record<string, string>) =>
    execFileSync(process.execPath, [fileURLToPath(new URL('print-server-config.ts', import.meta.url))], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
  const config = printed({ NATS_TLS_CERT: '/run/a.crt', NATS_TLS_KEY: '/run/a.key' });
  expect(config).toContain('tls {\n  cert_file: "/run/a.crt"\n  key_file: "/run/a.key"\n}');
  expect(config).toContain('listen: "0.0.0.0:4222"');
  expect(config).toContain('http: "127.0.0.1:8222"');
  expect(printed({})).toContain('tls {');
  const clear = printed({ NATS_TLS: 'off' });
  expect(clear).not.toContain('tls {');
  expect(clear).toContain('listen: "127.0.0.1:4222"');
  expect(() => printed({ NATS_TLS: 'maybe' })).toThrow('Command failed');
});

const place = {
  host: '127.0.0.1',
  port: 1,
  monitorPort: 2,
  tls: null,
  storeDirectory: '/x',
  storeBytesMax: null,
  version: '2.9.10',
};
