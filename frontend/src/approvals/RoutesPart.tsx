import '../admin/admin.css';
import '../admin/i18n';
import '../configuration/configuration.css';
import '../configuration/i18n';
import './approvals.css';
import './routes.css';
import './i18n';

import { Plus } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { useAddress, type Place } from '../configuration/data';
import { EmptyState } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { nameOf } from './marks';
import { RouteEditor } from './RouteEditor';
import { useRoute, useRoutes, useVocabulary } from './routes';
import type { Route } from './types';

const NEW = 'new.';

function Line({ route, onOpen }: { route: Route; onOpen: () => void }) {
  const t = useT();
  return (
    <li>
      <button type="button" className={`ap-line ${route.active ? '' : 'off'}`} onClick={onOpen}>
        <b className="el">{nameOf(route)}</b>
        <span className="el t2">{route.to_label ? t('apr.toState', { state: route.to_label }) : t('apr.noStep')}</span>
        <span className="el mut s12">{route.inherited ? t('apr.from', { place: route.place }) : ''}</span>
        <span className="mut s12 nw">
          {t('apr.stages', { n: route.definition.stages.length })}
          {route.running > 0 && `${t('admin.comma')}${t('apr.running', { n: route.running })}`}
        </span>
        <span className="mut s12 nw">{t(route.active ? 'apr.isOn' : 'apr.isOff')}</span>
      </button>
    </li>
  );
}

/** Which kind of records a new route is for. */
function NewRoute({ project, onChoose, onCancel }: { project: Place; onChoose: (entity: string) => void; onCancel: () => void }) {
  const t = useT();
  const entities = useVocabulary(project, '').data?.entities ?? [];
  return (
    <div className="row ap-newrow">
      <select className="field cf-pick" aria-label={t('apr.entity')} value="" autoFocus onChange={(event) => onChoose(event.target.value)}>
        <option value="">{t('apr.entity')}</option>
        {entities.map((one) => (
          <option key={one.name} value={one.name}>
            {one.label}
          </option>
        ))}
      </select>
      <button type="button" className="bt q" onClick={onCancel}>
        {t('action.cancel')}
      </button>
    </div>
  );
}

/** The routes of a place and of those above it, by the kind of records; each opens in its drawing. */
export function RoutesPart({ project }: { project: Place }) {
  const t = useT();
  const list = useRoutes(project);
  const [asked, setAsked] = useAddress('route');
  const [isChoosing, setChoosing] = useState(false);
  const id = /^\d+$/.test(asked) ? Number(asked) : null;
  const one = useRoute(id);
  if (list.isError && !list.data) return <LoadFailed problem={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Loading />;
  if (id !== null) {
    if (one.isError) return <LoadFailed problem={one.error} onRetry={() => void one.refetch()} />;
    if (!one.data) return <Loading />;
    const inherited = list.data.items.find((route) => route.id === id)?.inherited ?? false;
    const route = { ...one.data.route, inherited };
    return <RouteEditor key={id} {...{ route, project }} versions={one.data.versions} entity={route.entity} onLeave={() => setAsked('')} onMade={() => undefined} />;
  }
  if (asked.startsWith(NEW)) {
    return <RouteEditor key={asked} route={null} versions={[]} entity={asked.slice(NEW.length)} project={project} onLeave={() => setAsked('')} onMade={(made) => setAsked(String(made))} />;
  }
  const groups = new Map<string, Route[]>();
  for (const route of list.data.items) groups.set(route.entity_label, [...(groups.get(route.entity_label) ?? []), route]);
  return (
    <div className="page">
      <div className="tb ad-tools">
        <span className="mut el">{t('apr.intro')}</span>
        <span className="sp" />
        {list.data.may_configure &&
          (isChoosing ? (
            <NewRoute project={project} onChoose={(entity) => setAsked(NEW + entity)} onCancel={() => setChoosing(false)} />
          ) : (
            <button type="button" className="bt p" onClick={() => setChoosing(true)}>
              <Plus size={16} strokeWidth={1.5} aria-hidden="true" />
              {t('apr.new')}
            </button>
          ))}
      </div>
      <div className="scroll">
        {groups.size === 0 && <EmptyState text={t('apr.none')} action={list.data.may_configure ? { label: t('apr.new'), run: () => setChoosing(true) } : undefined} />}
        {[...groups].map(([label, routes]) => (
          <section key={label} className="cf-sec">
            <h2 className="cf-h b">{label}</h2>
            <ul className="ap-lines">
              {routes.map((route) => (
                <Line key={route.id} route={route} onOpen={() => setAsked(String(route.id))} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

export default RoutesPart;
