import { useQuery } from '@tanstack/react-query';

import { api } from '../api/client';
import { useT } from '../app/i18n';
import { Person } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import type { Duty, Separation, Written } from './types';
import { ADMIN, useWrite } from './useWrite';

const DUTIES: Duty[] = ['system', 'security', 'audit'];

/** Separation of duties: who administers what, and the switch that keeps the three apart. */
export function DutiesTab() {
  const t = useT();
  const { run, isBusy } = useWrite();
  const query = useQuery({
    queryKey: [ADMIN, 'separation'],
    queryFn: ({ signal }) => api.get<Separation>('/api/admin/separation', { signal }),
  });
  if (query.isPending) return <Loading />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  const { on, can_change: canChange, duties } = query.data;
  return (
    <div className="scroll">
      <div className="ad-body me-page">
        <div className="row">
          <h2 className="ad-grow">
            {t('admin.duties')} <span className={on ? 'grn' : 'mut'}>{t(on ? 'admin.on' : 'admin.off')}</span>
          </h2>
          {canChange && (
            <button
              type="button"
              className={`bt ${on ? '' : 'p'}`}
              disabled={isBusy}
              onClick={() => void run(() => api.put<Written>('/api/admin/separation', { on: !on }))}
            >
              {t(on ? 'admin.joinDuties' : 'admin.separateDuties')}
            </button>
          )}
        </div>
        <p className="prose ad-after">{t('admin.dutiesNote')}</p>
        {DUTIES.map((duty) => (
          <div key={duty} className="ad-area">
            <div>
              <b>{t(`admin.duty.${duty}`)}</b>
            </div>
            <div>
              <p className="mut s12 prose">{t(`admin.dutyNote.${duty}`)}</p>
              {duties[duty].map((person) => (
                <div key={person.id}>
                  <Person name={person.name} />
                </div>
              ))}
              {duties[duty].length === 0 && <span className="amb">{t('admin.nobody')}</span>}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
