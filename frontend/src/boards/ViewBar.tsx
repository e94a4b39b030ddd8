import { useId, type ReactNode } from 'react';

import { useT } from '../app/i18n';
import { MOST } from './useViewRows';

export interface Choice {
  value: string;
  label: string;
}

/** Caption and select of a view's own bar. */
export function BarSelect({ label, value, choices, onChange }: { label: string; value: string; choices: Choice[]; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <span className="vb-f">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </span>
  );
}

/** Says when the view holds fewer rows than the list. */
export function Cut({ total }: { total: number }) {
  const t = useT();
  return total > MOST ? <span className="amb s12">{t('board.first', { n: MOST, total })}</span> : null;
}

/** What a keyboard move did, for who cannot see it. */
export function Said({ children }: { children: ReactNode }) {
  return (
    <span className="vh" role="status" aria-live="polite">
      {children}
    </span>
  );
}
