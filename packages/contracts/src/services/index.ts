// Every service's contract; what is listed here is found by the catalogue.
export * from './hr.ts';
export * from './tickets.ts';
export * from './callbacks.ts';
