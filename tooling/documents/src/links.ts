import { remark } from 'remark';
import remarkValidateLinks from 'remark-validate-links';
import { engine } from 'unified-engine';

/**
 * Checks that links in Markdown files lead to existing files and headings. It does not use the network.
 *
 * @param folder checked with its subfolders
 * @returns one line for each broken link
 */
export function brokenLinks(folder: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const problems: string[] = [];
    engine(
      {
        processor: remark(),
        cwd: folder,
        files: ['.'],
        extensions: ['md'],
        ignorePatterns: ['.changeset', 'dist', 'CHANGELOG.md'],
        // `plugins` gives the plugin all files, unlike `use`. The plugin's type is narrower than the engine's.
        plugins: [[remarkValidateLinks as never, { repository: false }]],
        output: false,
        reporter: (files) => {
          for (const file of files) {
            for (const { line, reason } of file.messages) problems.push(`${file.path}:${line ?? 0}: ${reason}`);
          }
          return '';
        },
      },
      (error) => (error ? reject(error) : resolve(problems)),
    );
  });
}
