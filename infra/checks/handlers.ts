import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { catalogue, type CopyType, type Operation, type ReactionType, type ServiceName } from '@bumen/contracts';
import { copyKeptIn, type ServiceDeclaration } from '@bumen/service-kit';
import { declaredBy, patternsOf } from '@bumen/service-kit/insides';

export interface FoundHandler {
  /** The operation's name, or `reaction.<service>.<name>`. */
  readonly pattern: string;
  /** `Class.method`, or the entity that a copy is kept in. */
  readonly where: string;
  /** A copy that the kit keeps; a method may do something besides. */
  readonly copy?: true;
}
type Importable = Type<unknown> | DynamicModule;

/** Every method in a module, and in what it imports, that Nest would mount. */
export function handlersIn(module: Importable, seen = new Set<unknown>()): FoundHandler[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const type = 'module' in module ? module.module : module;
  const dynamic = 'module' in module ? module : undefined;
  const declared = <T>(key: 'imports' | 'controllers') => [
    ...declaredBy<T>(type, key),
    ...((dynamic?.[key] ?? []) as T[]),
  ];
  return [
    ...declared<Type<unknown>>('controllers').flatMap(methodsOf),
    ...copiesIn(dynamic),
    ...declared<Importable>('imports').flatMap((one) => handlersIn(one, seen)),
  ];
}

function copiesIn(module: (DynamicModule & { readonly declaration?: ServiceDeclaration }) | undefined): FoundHandler[] {
  return (module?.declaration?.entities ?? []).flatMap((entity) => {
    const kept = copyKeptIn(entity);
    return kept ? [{ pattern: `reaction.${kept.service}.${kept.name}`, where: entity.name, copy: true as const }] : [];
  });
}

function methodsOf(controller: Type<unknown>): FoundHandler[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    if (typeof method !== 'function') return [];
    return patternsOf(method).map((pattern) => ({ pattern, where: `${controller.name}.${name}` }));
  });
}

export interface Declared {
  readonly operations: readonly Pick<Operation, 'name' | 'handledBy'>[];
  /** Those that keep a copy say what of. */
  readonly reactions: readonly (Pick<ReactionType, 'name' | 'service'> & Partial<Pick<CopyType, 'keeps'>>)[];
}
const contractOf = (service: ServiceName): Declared => ({
  operations: catalogue.operationsOf(service),
  reactions: catalogue.reactionsOf(service),
});

function unhandled(service: ServiceName, name: string, isCopy: boolean): string {
  if (isCopy)
    return `nobody in ${service} keeps ${name}: write an entity with @CopyOf in apps/${service}/src/copies.entity.ts and list it in copies, which are among the module's entities`;
  const [decorator, folder] = name.startsWith('reaction.') ? ['@ReactsTo', 'reactions'] : ['@Handles', '<noun>'];
  return `nobody in ${service} handles ${name}: write ${decorator} in apps/${service}/src/${folder} and list its class in the module's controllers`;
}

/** Sentences about operations and reactions without exactly one handler, and handlers of what nobody declared. */
export function handlerComplaints(
  service: ServiceName,
  found: readonly FoundHandler[],
  { operations, reactions } = contractOf(service),
): string[] {
  const patternOf = (one: Pick<ReactionType, 'name' | 'service'>) => `reaction.${one.service}.${one.name}`;
  const copies = reactions.filter((one) => one.keeps !== undefined).map(patternOf);
  const wanted = [
    ...operations.filter((one) => one.handledBy === undefined).map((one) => one.name as string),
    ...reactions.map(patternOf),
  ];
  const byPattern = Map.groupBy(found, (one) => one.pattern);
  return [
    ...wanted.filter((name) => !byPattern.has(name)).map((name) => unhandled(service, name, copies.includes(name))),
    ...[...byPattern]
      .map(([name, handlers]) => [name, handlers.filter((one) => !one.copy)] as const)
      .filter(([name, handlers]) => wanted.includes(name) && handlers.length > 1)
      .map(
        ([name, handlers]) =>
          `${name} is handled ${handlers.length} times: ${handlers.map((one) => one.where).join(', ')}`,
      ),
    ...[...byPattern]
      .filter(([name]) => !wanted.includes(name))
      .map(
        ([name, handlers]) =>
          `${handlers.map((one) => one.where).join(', ')} handles ${name}, which ${service} does not declare`,
      ),
  ];
}
