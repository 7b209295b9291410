import { language, words } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';

type Diagnosis = Extract<ExchangeJson['verdict'], { readonly result: 'wrong' }>['diagnosis'];

interface DiagnosisBoxProps {
  readonly diagnosis: Diagnosis;
  readonly isWrong?: boolean;
}

/** The differences between the client and the protocol. */
export function DiagnosisBox({ diagnosis, isWrong = false }: DiagnosisBoxProps) {
  const { wrongTitle, remarkTitle, proven, guessed } = words.value.wire;
  return (
    <div class="diagnosis" data-wrong={isWrong || undefined}>
      <h3>{isWrong ? wrongTitle : remarkTitle}</h3>
      <p class="diagnosis-text">{diagnosis[language.value]}</p>
      <p class="diagnosis-names">
        {diagnosis.mistakes.map(({ name, detail }) => (
          <code key={name}>{detail ? `${name}: ${detail}` : name}</code>
        ))}
        <span class="quiet">{diagnosis.proven ? proven : guessed}</span>
      </p>
    </div>
  );
}
