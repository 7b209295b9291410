import { choose, type Language, language, words } from '../language/language.ts';

const names: Readonly<Record<Language, { readonly name: string; readonly tag: string }>> = {
  zh: { name: '中文', tag: 'zh-CN' },
  en: { name: 'EN', tag: 'en' },
};

export function LanguageSwitch() {
  return (
    <fieldset class="segmented language-switch">
      <legend class="visually-hidden">{words.value.language}</legend>
      {Object.entries(names).map(([key, { name, tag }]) => (
        <label key={key} lang={tag}>
          <input type="radio" name="language" checked={language.value === key} onChange={() => choose(key as Language)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
