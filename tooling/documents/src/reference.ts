import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { type CodeBlock, type MarkdownFile, parse } from './markdown.ts';

const folder = 'docs/api/';

/**
 * Finds the package that exports a name, from the generated reference. The headings of its pages are the modules, and the
 * third level are the symbols.
 */
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

/**
 * Adds the missing imports to an example of the reference, on the empty line above it. Examples do not import what they
 * document.
 */
export function importing(block: CodeBlock, modules: ReadonlyMap<string, string>): CodeBlock {
  if (!block.path.startsWith(folder)) return block;
  const names = new Set(block.code.match(/\b[A-Za-z]\w*\b/g));
  // Names that the example itself declares (`const refund = …`) are not imported.
  const ownNames = new Set(block.code.match(/(?<=\b(?:const|let|function|class) )\w+/g));
  const imports = [...modules]
    .filter(([name]) => names.has(name) && !ownNames.has(name))
    .map(([name, module]) => `import { ${name} } from '${module}';`);
  return { ...block, code: `${imports.join(' ')}\n${block.code}`, line: block.line - 1 };
}
