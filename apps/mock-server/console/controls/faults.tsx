import { words } from '../language/language.ts';
import { FaultForm } from './fault-form.tsx';
import { PendingFaults } from './pending-faults.tsx';

export function Faults() {
  const { faults, faultsHint } = words.value.controls;
  return (
    <section class="control" aria-labelledby="faults">
      <h3 id="faults">{faults}</h3>
      <p class="quiet">{faultsHint}</p>
      <FaultForm />
      <PendingFaults />
    </section>
  );
}
