import { computed, effect, signal } from '@preact/signals';
import { en } from './en.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

export type Language = 'zh' | 'en';

const dictionaries: Readonly<Record<Language, Words>> = { zh, en };
const htmlLanguages: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };
const key = 'cloudpay-sandbox-language';

export const language = signal<Language>(storedLanguage() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'));

/** The texts of the page, in the language of the person. */
export const words = computed(() => dictionaries[language.value]);

export function choose(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(key, chosen);
}

function storedLanguage(): Language | undefined {
  const stored = localStorage.getItem(key);
  return stored === 'zh' || stored === 'en' ? stored : undefined;
}

effect(() => {
  document.documentElement.lang = htmlLanguages[language.value];
});
