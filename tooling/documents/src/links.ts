import { remark } from 'remark';
import remarkValidateLinks from 'remark-validate-links';
import { engine } from 'unified-engine';

/**
 * Looks up where the links of Markdown files lead: to files and to headings, without the network.
 *
 * @param folder what the files are looked for in, and below
 * @returns a line for each link that leads nowhere
 */
export function brokenLinks(folder: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    engine(
      {
        processor: remark(),
        cwd: folder,
        files: ['.'],
        extensions: ['md'],
        ignorePatterns: ['.changeset', 'dist', 'CHANGELOG.md'],
        // The engine hands it all files, which `use` would not; its types are narrower than those of the engine's plugins.
        plugins: [[remarkValidateLinks as never, { repository: false }]],
        output: false,
        reporter: (files) => {
          for (const file of files) {
            for (const { line, reason } of file.messages) said.push(`${file.path}:${line ?? 0}: ${reason}`);
          }
          return '';
        },
      },
      (error) => (error ? reject(error) : resolve(said)),
    );
  });
}
