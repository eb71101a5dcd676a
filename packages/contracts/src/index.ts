export * from './define/index.ts';
export * from './subjects.ts';
export * from './services/index.ts';
export * as catalogue from './catalogue.ts';
