import { useState } from 'react';

import { ApiProblem, sentenceOf } from '../api/client';

/** A form's refusal, placed at its field; what belongs to no field is said below the form. */
export function useForm(send: () => Promise<unknown>) {
  const [problem, setProblem] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const field = problem instanceof ApiProblem ? problem.field : null;
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem(null);
    send()
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  const known = new Set<string>();
  const errorOf = (name: string): string | null => {
    known.add(name);
    return field === name ? sentenceOf(problem) : null;
  };
  const general = () => (problem && (!field || !known.has(field)) ? sentenceOf(problem) : null);
  return { submit, isBusy, errorOf, general };
}
