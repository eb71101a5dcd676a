export * from './callback-events.ts';
export * from './callback-operations.ts';
export * from './callback-problems.ts';
export * from './callback.ts';
export * from './policies.ts';
export * from './reactions.ts';
export * from './roles.ts';
export * from './words.ts';
