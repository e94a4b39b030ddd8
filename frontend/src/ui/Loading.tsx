import { useEffect, useState } from 'react';

import { useT } from '../app/i18n';

const PATIENCE = 300;

/** Rows to come; shown only when the answer takes longer than 300 ms, so that fast answers do not flicker. */
export function Loading({ rows = 8 }: { rows?: number }) {
  const t = useT();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div className="skel" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} style={{ width: `${30 + ((index * 37) % 45)}%` }} />
      ))}
    </div>
  );
}
