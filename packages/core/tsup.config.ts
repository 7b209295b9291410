import { library } from '../../tooling/tsup.ts';

// Apart, so that neither loads a chunk that both need: a file more is felt in every import of the SDK, and the code for signing is short.
export default [
  ...library({ index: 'src/index.ts' }, { bundledInCjs: ['ky'] }),
  ...library({ signing: 'src/signing/index.ts' }),
];
