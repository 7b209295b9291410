import { useId } from 'preact/hooks';

interface NumberFieldProps {
  readonly label: string;
  readonly min: number;
  /** Default: integers only. */
  readonly step?: 'any';
  /** The text as typed. */
  readonly value: string;
  onChange(value: string): void;
}

/** A required number. */
export function NumberField({ label, min, step, value, onChange }: NumberFieldProps) {
  const id = useId();
  return (
    <label class="field" for={id}>
      <span>{label}</span>
      <input
        id={id}
        type="number"
        min={min}
        step={step ?? 1}
        required
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
