import { useQueryClient } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import { api } from '../api/client';
import { useKnownProject } from '../app/currentProject';
import { useLanguage, useT } from '../app/i18n';
import { path } from '../app/routes';
import { useNarrow } from '../app/useNarrow';
import { showProblem } from '../ui/toasts';
import { BASE, ENTITIES, useConfigure, useFields, useKept } from './data';
import { EntityBasics } from './EntityBasics';
import { entityDraftOf, freshEntity, knownFields, proposed, type EntityDraft } from './entityDraft';
import { EntityLayout } from './EntityLayout';
import { EntityPreview } from './EntityPreview';
import { inWords } from './fieldDraft';
import { FieldsOf } from './FieldsPart';
import type { EntitiesAnswer, EntityDef, Written } from './types';
import { WorkflowOf } from './WorkflowPart';

interface Props {
  entity: EntityDef | null;
  answer: EntitiesAnswer;
  onOpen: (id: number | null) => void;
}

const STEPS = ['basics', 'fields', 'layout', 'workflow', 'approvals', 'rights'] as const;
type Step = (typeof STEPS)[number];

/** The file of an entity is handed over as a download. */
async function download(entity: EntityDef): Promise<void> {
  const content = await api.get<unknown>(`${BASE}/entities/${entity.id}/file`);
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${entity.key}.linkspan-entity.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** An entity of the company's own from its name to its workflow, step by step, with its list and form beside them. */
export function EntityBuilder({ entity, answer, onOpen }: Props) {
  const t = useT();
  const language = useLanguage();
  const project = useKnownProject();
  const client = useQueryClient();
  const { run, isBusy } = useConfigure();
  const [step, setStep] = useState<Step>('basics');
  // On a telephone the verbs stand with the basics alone, so that the other steps have room.
  const hasVerbs = !useNarrow(768) || step === 'basics';
  const [changes, setChanges] = useState<Partial<EntityDraft>>({});
  const [rightsLike, setRightsLike] = useState('risk');
  const read = useFields(entity?.name ?? '', null);
  const answered = useKept(read.data, read.isError);
  const fields = useMemo(() => answered?.fields.filter((field) => !field.is_retired) ?? [], [answered]);
  const known = knownFields(fields, language, (name) => t(`cfg.builtin.${name}`));
  const draft: EntityDraft = { ...(entity ? entityDraftOf(entity) : freshEntity), ...changes };
  const whole = proposed(draft, known);
  const onDraft = (change: Partial<EntityDraft>) => setChanges((old) => ({ ...old, ...change }));
  const onSaved = (saved: EntityDef, next?: Step) => {
    // The page goes on with the answer; the list that is read again brings the same.
    client.setQueryData<EntitiesAnswer>(ENTITIES, (old) => old && { ...old, entities: [...old.entities.filter((one) => one.id !== saved.id), saved] });
    setChanges({});
    onOpen(saved.id);
    if (next) setStep(next);
  };
  const turn = (verb: 'retire' | 'revive') => entity && void run(() => api.post<Written>(`${BASE}/entities/${entity.id}/${verb}`, {}, { ifMatch: entity.version }));
  const remove = () =>
    entity && void run(() => api.delete<Written>(`${BASE}/entities/${entity.id}`, undefined, { ifMatch: entity.version })).then((done) => done && onOpen(null));
  const steps = (
    <div className="seg cf-steps" role="tablist" aria-label={t('cfg.entity.steps')}>
      {STEPS.map((name, at) => (
        <button key={name} type="button" role="tab" aria-selected={step === name} className={step === name ? 'on' : ''} disabled={!entity && name !== 'basics'} onClick={() => setStep(name)}>
          {at + 1} {t(`cfg.entity.step.${name}`)}
        </button>
      ))}
    </div>
  );
  const preview = <EntityPreview draft={whole} name={entity?.name ?? ''} fields={fields} known={known} />;
  const list = entity && path.records(entity.is_in_project ? (project?.code ?? null) : null, entity.name);
  return (
    <>
      <div className="tb ad-tools">
        <button type="button" className="bt q" onClick={() => onOpen(null)}>
          ‹ {t('cfg.entities')}
        </button>
        <span className="b el">{inWords(draft, language) || t('cfg.entity.new')}</span>
        {entity?.is_retired && <span className="amb s12">{t('cfg.isRetired')}</span>}
        <span className="sp" />
        {hasVerbs && entity && list && !entity.is_retired && (
          <Link href={list} className="bt">
            <ExternalLink size={14} strokeWidth={1.5} aria-hidden="true" />
            {t('cfg.entity.open')}
          </Link>
        )}
        {hasVerbs && entity && (
          <button type="button" className="bt" onClick={() => void download(entity).catch(showProblem)}>
            {t('cfg.entity.export')}
          </button>
        )}
        {hasVerbs && entity && answer.can_edit && (
          <button type="button" className="bt" disabled={isBusy} title={t('cfg.entity.retireHint')} onClick={() => turn(entity.is_retired ? 'revive' : 'retire')}>
            {t(entity.is_retired ? 'cfg.revive' : 'cfg.retire')}
          </button>
        )}
        {hasVerbs && entity && answer.can_edit && entity.rows === 0 && (
          <button type="button" className="bt" disabled={isBusy} onClick={remove}>
            {t('cfg.delete')}
          </button>
        )}
      </div>
      <div className="cf-stepbar">{steps}</div>
      {step === 'basics' && (
        <div className="scroll">
          <div className="cf-two">
            <EntityBasics
              {...{ entity, answer, draft, rightsLike, onDraft }}
              onRights={setRightsLike}
              onSaved={(saved) => onSaved(saved, entity ? undefined : 'fields')}
            />
            {preview}
          </div>
        </div>
      )}
      {step === 'fields' && entity && <FieldsOf entity={entity.name} project={null} tools={<span className="mut el">{t('cfg.entity.fieldsHint')}</span>} />}
      {step === 'layout' && entity && (
        <div className="scroll">
          <div className="cf-two">
            <EntityLayout key={entity.version} {...{ entity, onDraft }} draft={whole} fields={known} canEdit={answer.can_edit} onSaved={(saved) => onSaved(saved)} />
            {preview}
          </div>
        </div>
      )}
      {step === 'workflow' && entity && <WorkflowOf entity={entity.name} project={null} />}
      {step === 'approvals' && entity && (
        <div className="scroll">
          <div className="ad-body form">
            <p className="prose">{t('cfg.entity.approvalsText', { entity: inWords(entity, language) })}</p>
            <p>
              <Link href={`${path.admin('configuration')}?part=approvals&route=new.${entity.name}`} className="lk">
                {t('cfg.entity.toApprovals')}
              </Link>
            </p>
          </div>
        </div>
      )}
      {step === 'rights' && entity && (
        <div className="scroll">
          <div className="ad-body form">
            <p className="prose">{t('cfg.entity.rightsText', { entity: inWords(entity, language) })}</p>
            <p>
              <Link href={path.admin('roles')} className="lk">
                {t('cfg.entity.toRoles')}
              </Link>
            </p>
          </div>
        </div>
      )}
    </>
  );
}
