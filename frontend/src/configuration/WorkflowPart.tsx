import './configuration.css';
import './i18n';
import '../admin/admin.css';

import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { api, ApiProblem, sentenceOf } from '../api/client';
import { useHotkeys } from '../app/hotkeys';
import { useLanguage, useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import type { EntityMeta } from '../schema/types';
import { useEntity } from '../schema/useMeta';
import { Dialog } from '../ui/Dialog';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { BASE, useConfigure, useKept, useWorkflow, type Place } from './data';
import { EntitySelect } from './EntitySelect';
import { inWords } from './fieldDraft';
import { useChosenEntity } from './FieldsPart';
import { addState, addStep, faultsOf, flowOf, isSavable, named, sameFlow, type Flow } from './flow';
import { FlowDiagram, type Chosen } from './FlowDiagram';
import { FlowLists } from './FlowLists';
import { StateForm } from './StateForm';
import { StepForm } from './StepForm';
import type { WorkflowAnswer, Written } from './types';

interface EditorProps {
  entity: EntityMeta;
  project: Place;
  answer: WorkflowAnswer;
  tools?: ReactNode;
}

/** A workflow that is drawn: nothing holds until it is saved as a whole, and a save is one step of undo. */
function Editor({ entity, project, answer, tools }: EditorProps) {
  const t = useT();
  const language = useLanguage();
  const isPhone = useNarrow(768);
  const { run, isBusy } = useConfigure();
  const [flow, setFlow] = useState<Flow>(() => flowOf(answer));
  const [chosen, setChosen] = useState<Chosen>(null);
  const [problem, setProblem] = useState('');
  const canEdit = answer.can_edit;
  const isChanged = !sameFlow(flow, flowOf(answer));
  const faults = faultsOf(flow);
  const change = (next: Flow) => {
    setFlow(next);
    setProblem('');
  };
  useEffect(() => {
    if (!isChanged) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isChanged]);
  // What is chosen is edited at once by keyboard as well; leaving it gives the focus back to where it was chosen.
  const opener = useRef<Element | null>(null);
  const choose = (next: Chosen) => {
    if (!chosen) opener.current = document.activeElement;
    setChosen(next);
  };
  const close = () => {
    setChosen(null);
    requestAnimationFrame(() => opener.current instanceof Element && (opener.current as HTMLElement).focus?.());
  };
  const inspector = useRef<HTMLElement>(null);
  const chosenKey = chosen?.kind === 'state' ? chosen.key : (chosen?.at ?? null);
  useEffect(() => {
    if (chosenKey !== null) inspector.current?.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true });
  }, [chosenKey]);
  useHotkeys([{ keys: 'Escape', run: close }]);
  const connect = (source: string, target: string) => {
    const { flow: next, at } = addStep(flow, source, target);
    change(next);
    choose({ kind: 'step', at });
  };
  const newState = () => {
    const { flow: next, key } = addState(flow);
    change(next);
    choose({ kind: 'state', key });
  };
  const save = async () => {
    const whole = named(flow, new Set(answer.states.map((state) => state.value)));
    const plain = <T extends { is_built_in: boolean }>({ is_built_in: _, ...rest }: T) => rest;
    const body = { entity: entity.name, project: project ?? '', states: whole.states.map(plain), transitions: whole.steps.map(plain) };
    const options = answer.is_own && answer.version !== null ? { ifMatch: answer.version } : {};
    try {
      await run(() => api.put<Written>(`${BASE}/workflows`, body, options), { quiet: true });
      setChosen(null);
    } catch (refusal) {
      setProblem(refusal instanceof ApiProblem && refusal.status === 412 ? t('cfg.flow.overtaken') : sentenceOf(refusal));
    }
  };
  const inherit = () => void run(() => api.delete<Written>(`${BASE}/workflows/${answer.id}`, undefined, { ifMatch: answer.version ?? undefined }));
  const stateOf = (key: string) => flow.states.find((state) => state.value === key);
  const title =
    chosen?.kind === 'state'
      ? t('cfg.flow.stateTitle', { name: inWords(stateOf(chosen.key) ?? { label_zh: '', label_en: '' }, language) || t('cfg.flow.unnamed') })
      : chosen
        ? t('cfg.flow.stepTitle', { name: inWords(flow.steps[chosen.at] ?? { label_zh: '', label_en: '' }, language) || t('cfg.flow.unnamed') })
        : '';
  const form =
    chosen?.kind === 'state' ? (
      <StateForm
        key={chosen.key}
        {...{ flow, canEdit }}
        name={chosen.key}
        count={answer.in_use[chosen.key] ?? 0}
        onChange={change}
        onStep={(at) => setChosen({ kind: 'step', at })}
        onConnect={connect}
        onClose={close}
      />
    ) : chosen ? (
      <StepForm key={chosen.at} {...{ entity, project, flow, canEdit }} at={chosen.at} rights={answer.rights} onChange={change} onClose={close} />
    ) : null;
  const lists = { entity, flow, faults, chosen, canEdit, counts: answer.in_use, onChoose: choose };
  return (
    <>
      <div className="tb ad-tools">
        {tools}
        <span className="mut el">{t(`cfg.flow.origin.${answer.origin}`)}</span>
        <span className="sp" />
        {canEdit && (
          <button type="button" className="bt" onClick={newState}>
            <Plus size={14} strokeWidth={1.5} aria-hidden="true" />
            {t('cfg.flow.addState')}
          </button>
        )}
        {canEdit && answer.is_own && !isChanged && (
          <button type="button" className="bt" disabled={isBusy} onClick={inherit}>
            {t(project ? 'cfg.flow.inherit' : 'cfg.flow.builtIn')}
          </button>
        )}
        {isChanged && (
          <button type="button" className="bt" onClick={() => [change(flowOf(answer)), setChosen(null)]}>
            {t('cfg.discard')}
          </button>
        )}
        {canEdit && (
          <button type="button" className="bt p" disabled={isBusy || !isChanged || !isSavable(faults)} onClick={() => void save()}>
            {t('cfg.flow.save')}
          </button>
        )}
      </div>
      {problem && (
        <p className="red cf-problem" role="alert">
          {problem}
        </p>
      )}
      {isChanged && !isSavable(faults) && <p className="amb cf-problem">{t('cfg.flow.nameAll')}</p>}
      <div className="cf-flow">
        <div className="scroll">
          {!isPhone && <FlowDiagram {...lists} onConnect={connect} />}
          <FlowLists {...lists} onChange={change} />
        </div>
        {form && !isPhone && (
          <aside
            ref={inspector}
            className="cf-inspect"
            aria-label={title}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || event.defaultPrevented) return;
              event.preventDefault();
              event.stopPropagation();
              close();
            }}
          >
            <div className="row">
              <h3 className="b el">{title}</h3>
              <span className="sp" />
              <button type="button" className="ib" aria-label={t('action.close')} onClick={close}>
                <X size={16} strokeWidth={1.5} />
              </button>
            </div>
            {form}
          </aside>
        )}
      </div>
      {form && isPhone && (
        <Dialog title={title} size={480} onClose={close}>
          {form}
          <div className="form-f">
            <button type="button" className="bt p" onClick={close}>
              {t('cfg.done')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** The workflow of one kind of records at a place. */
export function WorkflowOf({ entity, project, tools }: { entity: string; project: Place; tools?: ReactNode }) {
  const t = useT();
  const meta = useKept(useEntity(entity));
  const query = useWorkflow(entity, project);
  const answer = useKept(query.data, query.isError);
  if (!answer || !meta || answer.field === null) {
    return (
      <>
        <div className="tb ad-tools">{tools}</div>
        {query.isError ? (
          <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />
        ) : answer?.field === null ? (
          <p className="empty">{t('cfg.flow.none', { entity: meta?.label ?? '' })}</p>
        ) : (
          <Loading />
        )}
      </>
    );
  }
  const state = JSON.stringify([answer.origin, answer.id, answer.version]);
  return <Editor key={state} {...{ project, answer, tools }} entity={meta} />;
}

export function WorkflowPart({ project }: { project: Place }) {
  const [entity, setEntity] = useChosenEntity(project);
  if (!entity) return <Loading />;
  return <WorkflowOf key={entity} entity={entity} project={project} tools={<EntitySelect project={project} value={entity} onChange={setEntity} />} />;
}
