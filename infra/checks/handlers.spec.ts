import { Controller, Module } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { catalogue, services } from '@bumen/contracts';
import { serviceModules } from '@bumen/fuzz/whole-house';
import { handlerComplaints, handlersIn } from './handlers.ts';

test.each(services)('everything that %s declares has exactly one handler', (service) => {
  const found = handlersIn(serviceModules[service]);
  expect(found.map(({ pattern }) => pattern)).toContain(`${service}.policy.list`);
  expect(handlerComplaints(service, found)).toEqual([]);
});

test('only operations over HTTP are handled by the gateway', () => {
  expect(catalogue.operations.filter((one) => one.handledBy === 'gateway' && !one.http).map((one) => one.name)).toEqual(
    [],
  );
});

test('a missing, a second and an undeclared handler are found', () => {
  @Controller()
  class First {
    @MessagePattern('hr.staff.get') get(_request: unknown) {}
    @MessagePattern('hr.staff.change') change(_request: unknown) {}
    @EventPattern('reaction.hr.keep-copy') keep(_event: unknown) {}
    notMounted() {}
  }
  @Controller()
  class Second {
    @MessagePattern('hr.staff.get') again(_request: unknown) {}
    @MessagePattern('hr.staff.fire') fire(_request: unknown) {}
    @EventPattern('reaction.hr.keep-nothing') nothing(_event: unknown) {}
  }
  @Module({ controllers: [Second] })
  class Inner {}
  @Module({ imports: [Inner, { module: class Dynamic {}, imports: [Inner] }], controllers: [First] })
  class Outer {}
  const declared = {
    operations: [
      { name: 'hr.staff.get' as const },
      { name: 'hr.staff.change' as const },
      { name: 'hr.staff.list' as const },
      { name: 'hr.session.open' as const, handledBy: 'gateway' as const },
    ],
    reactions: [
      { service: 'hr' as const, name: 'keep-copy' },
      { service: 'hr' as const, name: 'relieve-lead' },
      { service: 'hr' as const, name: 'keep-team-copy', keeps: ['name'] },
    ],
  };
  expect(handlerComplaints('hr', handlersIn(Outer), declared)).toEqual([
    expect.stringMatching(/^nobody in hr handles hr.staff.list: write @Handles in apps\/hr\/src\/<noun> /),
    expect.stringMatching(
      /^nobody in hr handles reaction.hr.relieve-lead: write @ReactsTo in apps\/hr\/src\/reactions /,
    ),
    expect.stringMatching(
      /^nobody in hr keeps reaction.hr.keep-team-copy: write an entity with @CopyOf in apps\/hr\/src\/copies.entity.ts /,
    ),
    'hr.staff.get is handled 2 times: First.get, Second.again',
    'Second.fire handles hr.staff.fire, which hr does not declare',
    'Second.nothing handles reaction.hr.keep-nothing, which hr does not declare',
  ]);
});
