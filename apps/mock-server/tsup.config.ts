import { library } from '../../tooling/tsup.ts';
import { bundleConsole } from './src/page/bundle.ts';

type Plugin = NonNullable<NonNullable<Parameters<typeof library>[1]>['plugins']>[number];

/** The console is made once, here: what is installed needs neither its sources nor a bundler. */
const console: Plugin = {
  name: 'console',
  setup(build) {
    build.onLoad({ filter: /src[/\\]page[/\\]assets\.ts$/ }, async () => {
      return {
        contents: `export const makeAssets = async () => (${JSON.stringify(await bundleConsole(true))});`,
        loader: 'ts',
      };
    });
  },
};

export default library({ index: 'src/index.ts', main: 'src/program/main.ts', vitest: 'src/vitest.ts' }, { plugins: [console] });
