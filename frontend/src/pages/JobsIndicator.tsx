import { Popover } from '@mantine/core';
import { X } from 'lucide-react';
import { useState } from 'react';

import { cancelJob, isRunning, useJobs } from '../api/jobs';
import type { Job } from '../api/types';
import { useT } from '../app/i18n';
import { IconButton, RagMark } from '../ui/bits';
import { percent } from '../ui/dates';
import { showProblem } from '../ui/toasts';

export function JobBar({ job }: { job: Job }) {
  const t = useT();
  return (
    <span
      className="jobbar"
      role="progressbar"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(job.progress * 100)}
      aria-label={job.label || t('jobs.title')}
    >
      <span style={{ width: percent(job.progress) }} />
    </span>
  );
}

function JobLine({ job }: { job: Job }) {
  const t = useT();
  const running = isRunning(job.state);
  return (
    <div className="job">
      <div className="row">
        {!running && <RagMark level={job.state === 'failed' ? 'red' : job.state === 'cancelled' ? 'amber' : 'green'} />}
        <span className="el">{job.label || job.name}</span>
        <span className="sp" />
        <span className="mut s12">{running ? percent(job.progress) : t(`jobs.${job.state}`)}</span>
        {running && (
          <IconButton label={t('jobs.cancel')} onClick={() => void cancelJob(job.id).catch(showProblem)}>
            <X size={14} strokeWidth={1.5} />
          </IconButton>
        )}
      </div>
      {running && <JobBar job={job} />}
      {(job.error || job.message) && <div className={`s12 ${job.error ? 'red' : 'mut'}`}>{job.error || job.message}</div>}
    </div>
  );
}

/** In the header while something runs, and until its end has been looked at. */
export function JobsIndicator() {
  const t = useT();
  const jobs = useJobs();
  const [isOpen, setOpen] = useState(false);
  const running = jobs.filter((job) => isRunning(job.state));
  if (running.length === 0 && !isOpen) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="bt q jobs" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {running[0] ? (
            <>
              <span className="el desk">{running[0].label}</span>
              <JobBar job={running[0]} />
            </>
          ) : (
            t('jobs.title')
          )}
          {running.length > 1 && <span className="mut s12">{running.length}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop">
        <div className="pop-h">{t('jobs.title')}</div>
        {jobs.map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
