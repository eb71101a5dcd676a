export * from './define/index.ts';
export * from './networks.ts';
export * from './subjects.ts';
export * from './streams.ts';
export * from './services.ts';
export * from './standard.ts';
export * from './refused-fields.ts';
export * as catalogue from './catalogue.ts';
