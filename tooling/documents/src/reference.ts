import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { type CodeBlock, type MarkdownFile, parse } from './markdown.ts';

const folder = 'docs/api/';

/** Which package exports a name, by the generated reference: its pages are headed by their module, its symbols stand at the third level. */
export function exportsByName(files: readonly MarkdownFile[]): Map<string, string> {
  const modules = new Map<string, string>();
  for (const file of files.filter(({ path }) => path.startsWith(folder))) {
    let module = '';
    visit(parse(file), 'heading', (heading) => {
      const title = textOf(heading).replace(/\(\)$/, '');
      if (heading.depth === 1) module = title;
      else if (heading.depth === 3 && !modules.has(title)) modules.set(title, module);
    });
  }
  return modules;
}

/** An example of the reference stands beside what it shows, and does not import it: here it does, on the empty line above it. */
export function importing(block: CodeBlock, modules: ReadonlyMap<string, string>): CodeBlock {
  if (!block.path.startsWith(folder)) return block;
  const names = new Set(block.code.match(/\b[A-Za-z]\w*\b/g));
  // A name that it gives to something of its own (`const refund = …`) is not the one that is exported.
  const ownNames = new Set(block.code.match(/(?<=\b(?:const|let|function|class) )\w+/g));
  const imports = [...modules]
    .filter(([name]) => names.has(name) && !ownNames.has(name))
    .map(([name, module]) => `import { ${name} } from '${module}';`);
  return { ...block, code: `${imports.join(' ')}\n${block.code}`, line: block.line - 1 };
}
