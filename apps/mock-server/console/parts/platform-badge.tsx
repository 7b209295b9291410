import { words } from '../language/language.ts';

const keys = { 1: 'wechat', 2: 'alipay', 3: 'card' } as const;

/** @param platform its number in the protocol */
export function PlatformBadge({ platform }: { readonly platform: number }) {
  const key = keys[platform as keyof typeof keys] ?? 'other';
  return (
    <span class="platform" data-platform={key}>
      {words.value.platforms[key]}
    </span>
  );
}
