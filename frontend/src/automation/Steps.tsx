import { Link } from 'wouter';

import { api } from '../api/client';
import { RECORD_UNDO } from '../api/undo';
import { useT } from '../app/i18n';
import { useConfigure } from '../configuration/data';
import type { Written } from '../configuration/types';
import type { Step } from './types';

/** What was done, each with what it made and its undo. */
export function Steps({ steps }: { steps: Step[] }) {
  const t = useT();
  const { run, isBusy } = useConfigure();
  if (!steps.length) return null;
  return (
    <ol className="au-steps">
      {steps.map((step, at) => (
        <li key={at}>
          <span className="mut s12 nw">{t(`auto.do.${step.type}`)}</span>
          <span className="cf-grow">
            {step.url ? (
              <Link className="lk" href={step.url}>
                {step.text}
              </Link>
            ) : (
              step.text
            )}
            {step.words && <q className="t2 au-words">{step.words}</q>}
          </span>
          {step.undoable && (
            <button type="button" className="bt" disabled={isBusy} onClick={() => void run(() => api.post<Written>(RECORD_UNDO.undo, { log_id: step.log_id }))}>
              {t('undo.undo')}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}
