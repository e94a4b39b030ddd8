import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';

import { ApiProblem, sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import type { Place } from '../configuration/data';
import { Moment } from '../record/Moment';
import { showProblem } from '../ui/toasts';
import { Drawing } from './Drawing';
import { forServer, newDefinition, type Spot } from './draft';
import { Inspector } from './Inspector';
import { nameOf } from './marks';
import { RouteForm } from './RouteForm';
import { readVersion, useFaults, useRouteWrites, useVocabulary, type RouteBody } from './routes';
import { Simulate } from './Simulate';
import type { Route, RouteVersion } from './types';

interface Props {
  /** Absent for a new one. */
  route: Route | null;
  versions: RouteVersion[];
  entity: string;
  project: Place;
  onLeave: () => void;
  onMade: (id: number) => void;
}

const bodyOf = (route: Route | null): RouteBody =>
  route
    ? { to: route.to, name: route.name, name_en: route.name_en, order: route.order, active: route.active, definition: route.definition, note: '' }
    : { to: '', name: '', name_en: '', order: 100, active: true, definition: newDefinition(), note: '' };
const printOf = ({ note: _, ...body }: RouteBody) => JSON.stringify({ ...body, definition: forServer(body.definition) });

const PANES = ['draw', 'simulate', 'versions'] as const;
type Pane = (typeof PANES)[number];

function Versions({ route, versions, isFixed, onTake }: { route: Route; versions: RouteVersion[]; isFixed: boolean; onTake: (number: number) => void }) {
  const t = useT();
  return (
    <>
      <h2>{t('apr.versions')}</h2>
      <p className="mut s12">{t('apr.versionsHint')}</p>
      <ul className="ap-versions">
        {versions.map((version) => (
          <li key={version.number}>
            <b className="nw">{t('apr.versionN', { n: version.number })}</b>
            <Moment at={version.at} />
            <span className="el">{version.by?.name}</span>
            {version.running > 0 && <span className="amb s12 nw">{t('apr.running', { n: version.running })}</span>}
            <span className="sp" />
            {version.number === route.number ? (
              <span className="mut s12">{t('apr.current')}</span>
            ) : (
              <button type="button" className="bt" disabled={isFixed} onClick={() => onTake(version.number)}>
                {t('apr.takeVersion')}
              </button>
            )}
            {version.note && <span className="mut s12 ap-vnote">{version.note}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Draws one route: the drawing at the left, what is selected in it at the right. */
export function RouteEditor({ route, versions, entity, project, onLeave, onMade }: Props) {
  const t = useT();
  const words = useVocabulary(project, entity).data;
  const { create, change, remove, isBusy } = useRouteWrites();
  const [body, setBody] = useState(() => bodyOf(route));
  const [saved, setSaved] = useState(() => printOf(bodyOf(route)));
  const [spot, setSpot] = useState<Spot>(null);
  const [pane, setPane] = useState<Pane>('draw');
  const [problem, setProblem] = useState<unknown>(null);
  /** The version that the drawing began with. */
  const [version, setVersion] = useState(route?.version ?? 0);
  const isFixed = route !== null && (!route.may_configure || route.inherited);
  const { problems, warnings } = useFaults({ project, entity, to: body.to, definition: body.definition });
  const isChanged = printOf(body) !== saved;
  useEffect(() => {
    // Others saved meanwhile: what is not being changed here follows, a change is refused by its version.
    if (!route || route.version <= version || isChanged) return;
    setVersion(route.version);
    setBody(bodyOf(route));
    setSaved(printOf(bodyOf(route)));
  }, [route, version, isChanged]);
  const set = (next: Partial<RouteBody>) => {
    setProblem(null);
    setBody((old) => ({ ...old, ...next }));
  };
  if (!words) return null;
  const state = words.entities.find((one) => one.name === entity)?.states.find((one) => one.value === body.to);
  const wrong = problem instanceof ApiProblem ? problem : null;
  const errorOf = (name: string) => (wrong?.field === name ? wrong.detail : null);
  const save = async () => {
    try {
      const answer = route ? await change({ ...route, version }, body) : await create(project, entity, body);
      if (!answer) return;
      setVersion(answer.route.version);
      setSaved(printOf(body));
      setBody((old) => ({ ...old, note: '' }));
      if (!route) onMade(answer.route.id);
    } catch (reason) {
      setProblem(reason);
      if (reason instanceof ApiProblem && ['name', 'name_en', 'to'].includes(reason.field ?? '')) setSpot(null);
    }
  };
  const erase = async () => {
    if (!route) return onLeave();
    try {
      await remove({ ...route, version });
      onLeave();
    } catch (reason) {
      showProblem(reason);
    }
  };
  const take = async (number: number) => {
    if (!route) return;
    try {
      const { definition } = await readVersion(route.id, number);
      set({ definition, note: t('apr.takenNote', { n: number }) });
      setPane('draw');
      setSpot(null);
    } catch (reason) {
      showProblem(reason);
    }
  };
  const draw = (definition: RouteBody['definition'], next: Spot) => {
    set({ definition });
    setSpot(next);
    setPane('draw');
  };
  return (
    <div className="ap-edit">
      <div className="tb ad-tools ap-bar">
        <button type="button" className="ib" aria-label={t('apr.back')} title={t('apr.back')} onClick={onLeave}>
          <ArrowLeft size={16} strokeWidth={1.5} />
        </button>
        <b className="el">{nameOf(body) || t('apr.new')}</b>
        {route && <span className="mut s12 nw desk">{t('apr.versionN', { n: route.number })}</span>}
        {isFixed && <span className="mut s12 el">{t('apr.inherited', { place: route.place })}</span>}
        <span className="sp" />
        <div className="seg" role="group" aria-label={t('apr.panes')}>
          {PANES.filter((one) => route || one !== 'versions').map((one) => (
            <button key={one} type="button" aria-pressed={pane === one} onClick={() => setPane(one)}>
              {t(`apr.pane.${one}`)}
            </button>
          ))}
        </div>
        {!isFixed && (
          <>
            <button type="button" className="bt q" disabled={isBusy} onClick={() => void erase()}>
              {t(route ? 'apr.delete' : 'action.discard')}
            </button>
            <button type="button" className="bt p" disabled={isBusy || (!isChanged && route !== null)} onClick={() => void save()}>
              {t('action.save')}
            </button>
          </>
        )}
      </div>
      {!!problem && (
        <p className="red cf-problem" role="alert">
          {sentenceOf(problem)}
        </p>
      )}
      <div className="ap-panes">
        <div className="ap-paper">
          <Drawing
            definition={body.definition}
            spot={spot}
            faults={problems}
            isFixed={isFixed}
            end={state ? t('apr.endState', { state: state.label }) : t('apr.end')}
            onSelect={(next) => [setSpot(next), setPane('draw')]}
            onDraw={draw}
          />
          {warnings.map((fault) => (
            <p key={`${fault.path}${fault.message}`} className="amb s12">
              {fault.message}
            </p>
          ))}
        </div>
        <aside className="cf-inspect ap-inspect" aria-label={t('apr.selected')}>
          {pane === 'simulate' && <Simulate {...{ entity, project }} to={body.to} definition={body.definition} />}
          {pane === 'versions' && route && <Versions {...{ route, versions, isFixed }} onTake={(number) => void take(number)} />}
          {pane === 'draw' && (
            <Inspector {...{ spot, words, entity, project, isFixed }} definition={body.definition} faults={problems} onDraw={draw}>
              <RouteForm {...{ body, entity, project, words, isFixed, errorOf }} faults={problems} onChange={set} />
              {!isFixed && route && isChanged && (
                <label className="fld">
                  <span className="cf-label">{t('apr.note')}</span>
                  <input className="field" value={body.note} maxLength={200} onChange={(event) => set({ note: event.target.value })} />
                </label>
              )}
            </Inspector>
          )}
        </aside>
      </div>
    </div>
  );
}
