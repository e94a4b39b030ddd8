import { sentenceOf } from '../api/client';
import { useT } from '../app/i18n';

/** A page or part that could not be read; the shell around it stays. */
export function LoadFailed({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const t = useT();
  return (
    <div className="empty" role="alert">
      <p className="prose">{sentenceOf(problem)}</p>
      {onRetry && <button type="button" className="bt" onClick={onRetry}>{t('action.retry')}</button>}
    </div>
  );
}
