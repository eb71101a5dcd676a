import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Operation } from '@bumen/contracts';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Transactions, type Answer } from '../transaction/transactions.ts';
import { activeWork, type WorkOptions } from '../transaction/work.ts';
import { OPERATION, OWN_TRANSACTIONS } from './handles.ts';
import { hashOf, OperationShape } from './operation-shape.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Around every handler of an operation: checks the request against its schema, does a command in one transaction and under
 * its key, and makes the answer that travels, masked. What other interceptors do happens inside of it.
 */
@Injectable()
export class WorkInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;
  readonly #transactions: Transactions;
  readonly #shapes = new Map<Operation, OperationShape>();

  constructor(reflector: Reflector, transactions: Transactions) {
    this.#reflector = reflector;
    this.#transactions = transactions;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = this.#reflector.get<Operation | undefined>(OPERATION, context.getHandler());
    return operation ? from(this.#answer(this.#shapeOf(operation), context, next)) : next.handle();
  }

  async #answer(shape: OperationShape, context: ExecutionContext, next: CallHandler): Promise<Answer> {
    const { operation } = shape;
    const { head } = context.switchToRpc().getContext<RequestContext>();
    const request = shape.parse(context.switchToRpc().getData());
    // Nest hands the first argument on to the method.
    context.getArgs<unknown[]>()[0] = request;
    const options: WorkOptions = {
      name: operation.name,
      actor: head.caller.staffId,
      caller: head.caller,
      correlationId: head.correlationId,
      ...(head.traceparent === undefined ? {} : { traceparent: head.traceparent }),
      ...(typeof request['reason'] === 'string' ? { reason: request['reason'] } : {}),
      ...(head.expectedVersion === undefined ? {} : { expectedVersion: head.expectedVersion }),
    };
    const act = async (): Promise<Omit<Answer, 'replayed'>> => {
      const answer = shape.answer(await lastValueFrom(next.handle(), { defaultValue: undefined }));
      return { text: answer.text, version: answer.version ?? activeWork().version };
    };
    const own = this.#reflector.get<boolean | undefined>(OWN_TRANSACTIONS, context.getHandler());
    if (operation.kind === 'query' || own) return { ...(await this.#transactions.read(options, act)), replayed: false };
    const once = head.key !== undefined && shape.remembers ? { key: head.key, requestHash: hashOf(request) } : undefined;
    return this.#transactions.answer(options, once, act);
  }

  #shapeOf(operation: Operation): OperationShape {
    let shape = this.#shapes.get(operation);
    if (!shape) this.#shapes.set(operation, (shape = new OperationShape(operation)));
    return shape;
  }
}
