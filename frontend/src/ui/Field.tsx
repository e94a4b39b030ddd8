import type { ReactNode } from 'react';

import { useT } from '../app/i18n';

/** Label above, hint or error below; the error is a sentence with the next step. */
export function Field({
  id,
  label,
  hint,
  error,
  optional,
  children,
}: {
  id: string;
  label: string;
  hint?: string;
  error?: string | null;
  optional?: boolean;
  children: ReactNode;
}) {
  const t = useT();
  return (
    <div className="fld">
      <label htmlFor={id}>
        {label}
        {optional && <span className="mut"> {t('form.optional')}</span>}
      </label>
      {children}
      {error ? (
        <p className="red s12" role="alert">
          {error}
        </p>
      ) : (
        hint && <p className="mut s12">{hint}</p>
      )}
    </div>
  );
}
