import { ArrowLeft, PanelBottom, PanelRight, X } from 'lucide-react';
import { Link } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { IconButton } from '../ui/bits';
import { DetailsTab } from './DetailsTab';
import { HistoryTab } from './HistoryTab';
import type { PanelState, PanelTab, PlanView } from './usePlanView';
import { WhyTab } from './WhyTab';

const TABS: PanelTab[] = ['why', 'details', 'history'];
const ICON = { size: 16, strokeWidth: 1.5 } as const;

/** The task under the cursor: dock at the bottom, peek at the right, or a whole page on a phone. */
export function Panel({ view, panel, isPhone }: { view: PlanView; panel: PanelState; isPhone: boolean }) {
  const t = useT();
  const { model } = view.store;
  const row = view.cursor === null ? -1 : model.row(view.cursor);
  const close = () => { view.setPanel(null); view.engine?.focus(); };
  const name = row >= 0 ? `${model.wbs[row]} ${model.name[row]}` : '';
  const place = isPhone ? 'page' : panel.place;
  return (
    <section className={`pl-panel ${place}`} aria-label={name || t(`plan.tab.${panel.tab}`)} data-testid="plan-panel" onKeyDown={(event) => { if (event.key === 'Escape' && !event.defaultPrevented) close(); }}>
      <div className="pl-dh" role="tablist">
        {isPhone && <IconButton label={t('plan.panel.back')} onClick={close}><ArrowLeft size={22} strokeWidth={1.5} /></IconButton>}
        {TABS.map((tab) => (
          <button
            type="button" role="tab" key={tab} className="tab" aria-selected={panel.tab === tab} onClick={() => view.setPanel({ ...panel, tab })}
          >{t(`plan.tab.${tab}`)}</button>
        ))}
        <span className="sp" />
        {row >= 0 && !model.isSummary(row) && model.progress[row] < 1 && (
          <Link href={path.analysis(view.code, 'risk', `target=${view.cursor}`)} className="lk s12 nw" title={t('plan.odds.hint')}>{t('plan.odds')}</Link>
        )}
        {place === 'dock' && <span className="mut s12 el">{name}</span>}
        {place === 'dock' && <span className="kbd">W</span>}
        {!isPhone && (
          <IconButton label={t(place === 'dock' ? 'plan.panel.peek' : 'plan.panel.dock')} onClick={() => view.setPanel({ ...panel, place: place === 'dock' ? 'peek' : 'dock' })}>
            {place === 'dock' ? <PanelRight {...ICON} /> : <PanelBottom {...ICON} />}
          </IconButton>
        )}
        {!isPhone && <IconButton label={t('plan.panel.close')} keys="Esc" onClick={close}><X {...ICON} /></IconButton>}
      </div>
      <div className="pl-body" role="tabpanel">
        {row < 0 || view.cursor === null ? <p className="mut pl-pad">{t('plan.panel.pick')}</p> : (
          <>
            {place !== 'dock' && <h2 className="pl-title">{name}</h2>}
            {panel.tab === 'why' && <WhyTab key={view.cursor} view={view} id={view.cursor} isVertical={place !== 'dock'} />}
            {panel.tab === 'details' && <DetailsTab key={view.cursor} view={view} id={view.cursor} />}
            {panel.tab === 'history' && <HistoryTab key={view.cursor} view={view} id={view.cursor} />}
          </>
        )}
      </div>
    </section>
  );
}
