import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';

import { cancelJob, isRunning, useJob } from '../api/jobs';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { JobBar } from '../pages/JobsIndicator';
import { percent } from '../ui/dates';
import { showProblem } from '../ui/toasts';

/** The running import; goes to the plan when it is done. */
export function Progressing({ job: id, code, onClose }: { job: string; code: string; onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const client = useQueryClient();
  const job = useJob(id);
  const state = job?.state;
  useEffect(() => {
    if (state !== 'done') return;
    void client.invalidateQueries();
    onClose();
    go(path.plan(code));
  }, [state, client, code, go, onClose]);
  if (!job) return null;
  if (job.state === 'failed')
    return (
      <p className="red" role="alert">
        {job.error || job.message || t('import.failed')}
      </p>
    );
  if (job.state === 'cancelled') return <p>{t('import.cancelled')}</p>;
  return (
    <div className="im-run">
      <div className="row">
        <span className="el">{job.message || t('import.running')}</span>
        <span className="sp" />
        <span className="num">{percent(job.progress)}</span>
      </div>
      <JobBar job={job} />
      <div className="form-f">
        <span className="mut s12">{t('import.background')}</span>
        <span className="sp" />
        {isRunning(job.state) && (
          <button type="button" className="bt" onClick={() => void cancelJob(id).catch(showProblem)}>
            {t('import.cancel')}
          </button>
        )}
      </div>
    </div>
  );
}
