export * from './models/index.ts';
export * from './signing/index.ts';
export * from './transport/index.ts';
