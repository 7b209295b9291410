import { words } from '../language/language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { readOrShowError } from '../sandbox/call.ts';

/** Copies the exchange as a test that sends it again. */
export function CopyAsTest({ id }: { readonly id: number }) {
  const { copyTest, testCopied } = words.value.wire;
  const text = async () => (await readOrShowError<{ test: string }>(`exchanges/${id}/test`))?.test;
  return <CopyButton text={text} label={copyTest} done={testCopied} class="button small" />;
}
