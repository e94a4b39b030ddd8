import { Link } from 'wouter';

import { ApiProblem, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import { path } from '../app/routes';

/** A page or part that could not be read; the shell around it stays. What is not there will not come by asking again. */
export function LoadFailed({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const t = useT();
  const isAbsent = problem instanceof ApiProblem && (problem.status === 403 || problem.status === 404);
  return (
    <div className="empty" role="alert">
      <p className="prose">{sentenceOf(problem)}</p>
      {isAbsent && (
        <Link href={path.projects} className="bt">
          {t('nav.projects')}
        </Link>
      )}
      {!isAbsent && onRetry && (
        <button type="button" className="bt" onClick={onRetry}>
          {t('action.retry')}
        </button>
      )}
    </div>
  );
}
