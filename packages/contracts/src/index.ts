export * from './define/index.ts';
export * from './subjects.ts';
export * from './services/hr.ts';
export * from './services/tickets.ts';
export * from './services/callbacks.ts';
export * as catalogue from './catalogue.ts';
