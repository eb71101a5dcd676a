import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { invalidHeader, preconditionRequired, type Operation } from '@bumen/contracts';
import { Doers } from '../audit/doers.ts';
import { handOn } from '../insides.ts';
import { NamedAggregate } from '../transaction/named-aggregate.ts';
import { Transactions, type Answer, type Given, type IdempotencyKey } from '../transaction/transactions.ts';
import { activeWork, type Answering, type WorkOptions } from '../transaction/work.ts';
import { OPERATION, OWN_TRANSACTIONS } from './handles.ts';
import { OperationShape } from './operation-shape.ts';
import type { RequestContext, RequestHead } from './request-context.ts';

/**
 * Around every handler of an operation: checks the request against its schema, does a command in one transaction and
 * under its key, and makes the answer that travels, masked. What other interceptors do happens inside of it.
 */
@Injectable()
export class WorkInterceptor implements NestInterceptor {
  readonly #shapes = new Map<Operation, OperationShape>();

  constructor(
    private readonly reflector: Reflector,
    private readonly transactions: Transactions,
    private readonly doers: Doers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = this.reflector.get<Operation | undefined>(OPERATION, context.getHandler());
    return operation ? from(this.#answer(this.#shapeOf(operation), context, next)) : next.handle();
  }

  async #answer(shape: OperationShape, context: ExecutionContext, next: CallHandler): Promise<Answer> {
    const { operation } = shape;
    const { head } = context.switchToRpc().getContext<RequestContext>();
    const request = shape.parse(context.switchToRpc().getData());
    handOn(context, request);
    const named = whatIsNamed(shape, request, head, this.doers);
    const options: WorkOptions = {
      name: operation.name,
      actor: head.caller.staffId,
      caller: head.caller,
      correlationId: head.correlationId,
      ...(head.traceparent === undefined ? {} : { traceparent: head.traceparent }),
      ...(typeof request['reason'] === 'string' ? { reason: request['reason'] } : {}),
      ...(named && { named }),
    };
    const act = async (): Promise<Given> => {
      shape.refuseFarTimes(request, activeWork().now);
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const { text, kept, version, names, bytes } = shape.answer(value, head.caller);
      if (named?.seen !== undefined && !named.compared) throw notCompared(operation);
      const work = activeWork();
      // Also a name that is given and then kept nowhere stands in what was written.
      if (work.isTransaction) work.changes.heardOf([...shape.namesSaid(request), ...names]);
      return { text, kept, version: named?.version ?? version ?? work.version, ...(bytes && { bytes }) };
    };
    if (operation.kind === 'query') return this.transactions.answerOfOwn(options, undefined, act);
    const once =
      head.key !== undefined && shape.keepsAnswer ? { key: head.key, requestHash: shape.hashOf(request) } : undefined;
    const own = this.reflector.get<boolean | undefined>(OWN_TRANSACTIONS, context.getHandler());
    if (!own) return this.transactions.answer(options, once, act);
    const answering = new OwnAnswer(shape, once);
    return this.transactions.answerOfOwn({ ...options, answering }, once, async () => {
      const answer = await act();
      if (shape.keepsAnswer && !answering.given)
        throw new Error(`${operation.name} has its own transactions and gave its answer without keepAnswer`);
      return answer;
    });
  }

  #shapeOf(operation: Operation): OperationShape {
    let shape = this.#shapes.get(operation);
    if (!shape) this.#shapes.set(operation, (shape = new OperationShape(operation)));
    return shape;
  }
}

/**
 * What the request names, and what of it the caller saw. Throws preconditionRequired where the operation needs to know
 * that, and invalidHeader where there is nothing to compare it with (R6).
 */
function whatIsNamed(
  { operation, named }: OperationShape,
  request: Readonly<Record<string, unknown>>,
  { seen }: RequestHead,
  doers: Doers,
): NamedAggregate | undefined {
  if (operation.seen !== undefined && seen === undefined) throw preconditionRequired();
  const id = named === undefined ? undefined : request[named];
  if (typeof id === 'string') return new NamedAggregate(id, seen, doers);
  if (seen !== undefined) throw invalidHeader({ header: 'If-Match' });
  return undefined;
}

/** A condition that was never looked at would let through what it is there to stop. */
function notCompared(operation: Operation): Error {
  if (operation.seen === undefined) return invalidHeader({ header: 'If-Match' });
  return new Error(`${operation.name} never locks what its ${operation.seen} names, so nobody compared what was seen`);
}

/**
 * Takes the answer of a handler with its own transactions into the one that it is given in, under the caller's key
 * where there is one.
 */
class OwnAnswer implements Answering {
  readonly #shape: OperationShape;
  readonly #once: IdempotencyKey | undefined;
  given = false;

  constructor(shape: OperationShape, once: IdempotencyKey | undefined) {
    this.#shape = shape;
    this.#once = once;
  }

  keep(work: Parameters<Answering['keep']>[0], response: unknown): void {
    this.given = true;
    const { kept, version, names } = this.#shape.answer(response, work.caller);
    work.changes.heardOf(names);
    if (!this.#once) return;
    work.changes.remember({
      caller: work.caller.staffId,
      operation: work.name,
      ...this.#once,
      response: kept(),
      version: work.named?.version ?? version ?? work.version,
    });
  }
}
