import { applyDecorators, SetMetadata } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Operation, RequestOf, ResponseOf } from '@bumen/contracts';

export const OPERATION = 'bumen:operation';
export const OWN_TRANSACTIONS = 'bumen:own transactions';

export interface Handling {
  /**
   * The handler opens its transactions itself by `Transactions.run`: for what must be kept although the answer is a refusal, or
   * must be worked out while no transaction is open. Its answer is not stored under a key, so that only `secret` commands may.
   */
  readonly transactions?: 'own';
}

type Handler<O extends Operation<any, any>> = (request: RequestOf<O>) => Promise<ResponseOf<O>> | ResponseOf<O>;

/**
 * Makes a controller's method the handler of an operation. Around it the kit checks role and schema, opens the transaction
 * (commands), answers repeated requests from their key, masks personal data and turns errors into problems.
 */
export function Handles<O extends Operation<any, any>>(operation: O, handling: Handling = {}) {
  const own = handling.transactions === 'own';
  if (own && !operation.secret) throw new Error(`${operation.name} may be repeated under a key, so its answer is kept in the kit's transaction`);
  const nest = applyDecorators(SetMetadata(OPERATION, operation), SetMetadata(OWN_TRANSACTIONS, own), MessagePattern(operation.name, { operation }));
  return <Method extends Handler<O> | (() => ReturnType<Handler<O>>)>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>): void => {
    nest(target, key, descriptor);
  };
}
