// Every service's contract; what is listed here is found by the catalogue.
export * from './hr/index.ts';
export * from './tickets/index.ts';
export * from './callbacks/index.ts';
export * from './finance/index.ts';
