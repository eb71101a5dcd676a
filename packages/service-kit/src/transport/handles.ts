import { applyDecorators, SetMetadata } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Operation, RequestOf, ResponseOf } from '@bumen/contracts';

export const OPERATION = 'bumen:operation';
export const OWN_TRANSACTIONS = 'bumen:own transactions';

export interface Handling {
  /**
   * The handler opens its transactions itself by `Transactions.run`: for what must be kept although the answer is a
   * refusal, or must be worked out while no transaction is open. Where the answer may be asked for again under a key,
   * the handler gives it by `keepAnswer` in the transaction that brought it about; forgetting it is an error with the
   * first call.
   */
  readonly transactions?: 'own';
  /**
   * The operation has so many places of its own, because it waits for something else than the database, and takes none
   * of those that the others share. More at once are refused; what they wait for has a line with a bound (`Admission`).
   */
  readonly ownPlaces?: number;
}

type Handler<O extends Operation<any, any>> = (request: RequestOf<O>) => Promise<ResponseOf<O>> | ResponseOf<O>;

/**
 * Makes a controller's method the handler of an operation. Around it the kit checks role and schema, opens the
 * transaction (commands), answers repeated requests from their key, masks personal data and turns errors into problems.
 */
export function Handles<O extends Operation<any, any>>(operation: O, handling: Handling = {}) {
  const own = handling.transactions === 'own';
  if (own && operation.kind === 'query') throw new Error(`${operation.name} is a query, which has no transaction`);
  const nest = applyDecorators(
    SetMetadata(OPERATION, operation),
    SetMetadata(OWN_TRANSACTIONS, own),
    MessagePattern(operation.name, { operation, ownPlaces: handling.ownPlaces }),
  );
  return <Method extends Handler<O> | (() => ReturnType<Handler<O>>)>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    nest(target, key, descriptor);
  };
}
