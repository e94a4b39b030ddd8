import './configuration.css';
import './i18n';
import '../admin/admin.css';

import { useState } from 'react';

import { api } from '../api/client';
import { useLanguage, useT } from '../app/i18n';
import type { EntityMeta } from '../schema/types';
import { useEntity } from '../schema/useMeta';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { BASE, useAddress, useConfigure, useFields, useKept, type Place } from './data';
import { EntitySelect, useConfigurable } from './EntitySelect';
import { inWords } from './fieldDraft';
import { FieldForm } from './FieldForm';
import { Sortable } from './Sortable';
import type { FieldDef, FieldsAnswer, Written } from './types';

/** What the program itself has: shown, so that nobody adds it a second time. */
function BuiltIn({ entity, answer }: { entity: EntityMeta; answer: FieldsAnswer }) {
  const t = useT();
  const labelOf = (type: string) => answer.types.find((one) => one.type === type)?.label ?? t(`cfg.type.${type}`);
  const fields = entity.fields.filter((field) => !field.custom);
  return (
    <section className="cf-sec">
      <h3 className="cf-h">
        <span className="b">{t('cfg.builtIn')}</span> <span className="mut">{t('cfg.builtInHint')}</span>
      </h3>
      <ul className="cf-built">
        {fields.map((field) => (
          <li key={field.name}>
            <span className="el">{field.label}</span>
            <span className="mut s12 el">
              {labelOf(field.type)}
              {field.required && ` ${t('cfg.isRequired')}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FieldLine({ field, answer, onOpen }: { field: FieldDef; answer: FieldsAnswer; onOpen: () => void }) {
  const t = useT();
  const language = useLanguage();
  const type = answer.types.find((one) => one.type === field.type)?.label ?? field.type;
  const marks = [
    field.expression && t('cfg.isComputed'),
    field.is_required && t('cfg.isRequired'),
    field.in_list && t('cfg.isInList'),
    field.field_class !== 'public' && t(`cfg.class.${field.field_class}`),
    field.project && t('cfg.onlyIn', { project: field.project }),
    field.is_retired && t('cfg.isRetired'),
  ].filter(Boolean);
  return (
    <div className={`cf-line ${field.is_retired ? 'retired' : ''}`}>
      <button type="button" className="ad-open el cf-name" onClick={onOpen}>
        {inWords(field, language)}
      </button>
      <span className="mut el">{type}</span>
      <span className="t2 s12 cf-marks">{marks.join(t('cfg.comma'))}</span>
      <span className="mut s12 nw num">{t('cfg.filled', { n: field.filled })}</span>
    </div>
  );
}

/** The fields of one kind of records: the built-in ones to read, the company's own to add, change, order and retire. */
export function FieldsOf({ entity, project, tools }: { entity: string; project: Place; tools?: React.ReactNode }) {
  const t = useT();
  const language = useLanguage();
  const meta = useKept(useEntity(entity));
  const query = useFields(entity, project);
  const { run } = useConfigure();
  const [open, setOpen] = useState<{ id: number | null; round: number } | null>(null);
  const answer = useKept(query.data, query.isError);
  if (open && answer) {
    const field = answer.fields.find((one) => one.id === open.id) ?? null;
    return (
      <FieldForm
        key={`${open.id ?? 'new'}-${open.round}-${field?.version ?? 0}`}
        {...{ entity, project, field, answer }}
        onClose={() => setOpen(null)}
        onNext={() => setOpen({ id: null, round: open.round + 1 })}
      />
    );
  }
  const here = (field: FieldDef) => field.project === project;
  const own = answer?.fields.filter(here) ?? [];
  const others = answer?.fields.filter((field) => !here(field)) ?? [];
  const order = (fields: FieldDef[]) =>
    void run(() => api.post<Written>(`${BASE}/fields/order`, { entity, project: project ?? '', ids: fields.map((field) => field.id) }));
  const line = (field: FieldDef) => answer && <FieldLine field={field} answer={answer} onOpen={() => setOpen({ id: field.id, round: 0 })} />;
  return (
    <>
      <div className="tb ad-tools">
        {tools}
        <span className="sp" />
        {answer?.can_edit && (
          <button type="button" className="bt p" onClick={() => setOpen({ id: null, round: 0 })}>
            {t('cfg.field.new')}
          </button>
        )}
      </div>
      <div className="scroll">
        {!answer && query.isPending && <Loading />}
        {query.isError && <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />}
        {answer && (
          <>
            <section className="cf-sec">
              <h3 className="cf-h">
                <span className="b">{t(project ? 'cfg.ownHere' : 'cfg.own')}</span>{' '}
                <span className="mut">{own.length > 1 ? t('cfg.orderHint') : ''}</span>
              </h3>
              {own.length === 0 && <p className="mut cf-none">{t('cfg.noFields', { entity: meta?.label ?? '' })}</p>}
              <Sortable
                items={own}
                label={t('cfg.own')}
                keyOf={(field) => field.id}
                nameOf={(field) => inWords(field, language)}
                onOrder={order}
                isFixed={!answer.can_edit || own.length < 2}
              >
                {line}
              </Sortable>
            </section>
            {others.length > 0 && (
              <section className="cf-sec">
                <h3 className="cf-h b">{t(project ? 'cfg.fromAbove' : 'cfg.ofProjects')}</h3>
                <ul className="cf-sort">
                  {others.map((field) => (
                    <li key={field.id} className="cf-si">
                      {line(field)}
                    </li>
                  ))}
                </ul>
              </section>
            )}
            {meta && <BuiltIn entity={meta} answer={answer} />}
          </>
        )}
      </div>
    </>
  );
}

/** The entity of the address, or the first one that there is. */
export function useChosenEntity(project: Place): [string, (entity: string) => void] {
  const [asked, set] = useAddress('entity');
  const groups = useConfigurable(project);
  const names = groups.flatMap(({ entities }) => entities.map((entity) => entity.name));
  return [names.includes(asked) ? asked : (names[0] ?? ''), set];
}

export function FieldsPart({ project }: { project: Place }) {
  const [entity, setEntity] = useChosenEntity(project);
  if (!entity) return <Loading />;
  return <FieldsOf key={entity} entity={entity} project={project} tools={<EntitySelect project={project} value={entity} onChange={setEntity} />} />;
}
