import './configuration.css';
import './i18n';
import '../admin/admin.css';

import { useRef, useState } from 'react';

import { Rows, type Column } from '../admin/Rows';
import { api, sentenceOf } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import { iconOf } from '../app/icons';
import { Dialog } from '../ui/Dialog';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { BASE, useAddress, useConfigure, useKept, useOwnEntities } from './data';
import { EntityBuilder } from './EntityBuilder';
import { inWords } from './fieldDraft';
import type { EntityDef, Written } from './types';

interface Plan {
  name: string;
  content: unknown;
  changes: string[];
  errors: string[];
}

/** A file of another installation: first what it would do, then it is done. */
function BringFile({ onDone }: { onDone: (entity: EntityDef) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const { run, isBusy } = useConfigure();
  const [plan, setPlan] = useState<Plan | null>(null);
  const [refusal, setRefusal] = useState('');
  const look = async (file: File) => {
    setRefusal('');
    try {
      const content: unknown = JSON.parse(await file.text());
      const found = await api.post<{ changes: string[]; errors: string[] }>(`${BASE}/entities/file`, { content, dry_run: true });
      setPlan({ name: file.name, content, ...found });
    } catch (problem) {
      const isText = problem instanceof SyntaxError;
      setPlan({ name: file.name, content: null, changes: [], errors: [isText ? t('cfg.file.unreadable') : sentenceOf(problem)] });
    }
  };
  const apply = async () => {
    try {
      const done = await run(() => api.post<Written & { entity: EntityDef }>(`${BASE}/entities/file`, { content: plan?.content, dry_run: false, rights_like: 'risk' }), { quiet: true });
      setPlan(null);
      if (done?.entity) onDone(done.entity);
    } catch (problem) {
      setRefusal(sentenceOf(problem));
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        data-testid="entity-file"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file) void look(file);
        }}
      />
      <button type="button" className="bt" onClick={() => input.current?.click()}>
        {t('cfg.file.bring')}
      </button>
      {plan && (
        <Dialog title={t('cfg.file.title', { name: plan.name })} size={520} onClose={() => setPlan(null)}>
          <div className="form">
            {plan.errors.map((line) => (
              <p key={line} className="red" role="alert">
                {line}
              </p>
            ))}
            {plan.changes.length > 0 && (
              <>
                <p className="mut">{t('cfg.file.would')}</p>
                <ul className="cf-plan">
                  {plan.changes.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </>
            )}
            {refusal && (
              <p className="red" role="alert">
                {refusal}
              </p>
            )}
            <div className="form-f">
              {plan.errors.length === 0 && (
                <button type="button" className="bt p" disabled={isBusy} onClick={() => void apply()}>
                  {t('cfg.file.apply')}
                </button>
              )}
              <button type="button" className="bt" onClick={() => setPlan(null)}>
                {t('action.cancel')}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** The kinds of records that the company made itself. */
export function EntitiesPart() {
  const t = useT();
  const language = useLanguage();
  const query = useOwnEntities();
  const [asked, setAsked] = useAddress('own');
  const answer = useKept(query.data, query.isError);
  const open = asked === 'new' ? null : answer?.entities.find((entity) => String(entity.id) === asked);
  if (answer && (asked === 'new' || open)) {
    return <EntityBuilder entity={open ?? null} answer={answer} onOpen={(id) => setAsked(id === null ? '' : String(id))} />;
  }
  const columns: Column<EntityDef>[] = [
    {
      label: 'cfg.entity.col.name',
      width: 'minmax(160px, 1fr)',
      cell: (row) => {
        const Icon = iconOf(row.icon);
        return (
          <span className="row">
            <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
            {inWords(row, language)}
          </span>
        );
      },
    },
    { label: 'cfg.entity.col.group', width: '160px', cell: (row) => inWords({ label_zh: row.group_zh, label_en: row.group_en }, language) },
    { label: 'cfg.entity.col.place', width: '140px', cell: (row) => t(row.is_in_project ? 'cfg.entity.ofProjects' : 'cfg.entity.ofOrganisation') },
    { label: 'cfg.entity.col.numbering', width: '130px', cell: (row) => row.numbering },
    { label: 'cfg.entity.col.rows', width: '80px', isNumber: true, cell: (row) => row.rows },
    { label: 'cfg.entity.col.state', width: '100px', cell: (row) => (row.is_retired ? t('cfg.isRetired') : '') },
  ];
  return (
    <>
      <div className="tb ad-tools">
        <span className="mut el">{t('cfg.entities.note')}</span>
        <span className="sp" />
        {answer?.can_edit && <BringFile onDone={(entity) => setAsked(String(entity.id))} />}
        {answer?.can_edit && (
          <button type="button" className="bt p" onClick={() => setAsked('new')}>
            {t('cfg.entity.new')}
          </button>
        )}
      </div>
      <div className="scroll">
        {!answer && query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {answer && answer.entities.length > 0 && <Rows label={t('cfg.entities')} columns={columns} rows={answer.entities} onOpen={(row) => setAsked(String(row.id))} />}
        {answer && answer.entities.length === 0 && <p className="empty">{t('cfg.entities.none')}</p>}
      </div>
    </>
  );
}
