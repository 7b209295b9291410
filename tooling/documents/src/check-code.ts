// Part of `pnpm typecheck`: compiles the TypeScript and JavaScript in the documents.
import { compile } from './compile.ts';
import { codeBlocks, markdownFiles } from './markdown.ts';
import { exportsByName, importing } from './reference.ts';

const files = markdownFiles();
const modules = exportsByName(files);
const blocks = files.flatMap(codeBlocks).map((block) => importing(block, modules));
const errors = await compile(blocks);
for (const error of errors) console.error(error);
if (errors.length > 0) process.exit(1);
