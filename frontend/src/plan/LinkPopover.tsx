import { Trash2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { useT } from '../app/i18n';
import { formatLag, parseLag } from '../gantt/duration';
import { LINK_NAMES } from '../gantt/types';
import type { PlanStore } from './store';
import type { LinkState } from './usePlanView';

const WIDTH = 316, HEIGHT = 196;

/** Type and lag of the link that was clicked; Delete removes it. */
export function LinkPopover({ store, link, canEdit, onClose }: { store: PlanStore; link: LinkState; canEdit: boolean; onClose: () => void }) {
  const t = useT();
  const { model } = store;
  const { links } = model;
  const k = links.find(link.id);
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(() => (k < 0 ? '' : formatLag(links.lag[k], links.lagKind[k], model.minutesPerDay).replace(/^\+/, '')));
  const [error, setError] = useState('');
  useEffect(() => { box.current?.focus(); }, [link.id]);
  if (k < 0) return null;
  const from = links.from[k], to = links.to[k];
  const update = (set: { type?: number; lag?: number; lag_kind?: number }) => void store.run([{ op: 'link.update', id: link.id, version: links.version[k], set }]);
  const remove = () => { onClose(); void store.run([{ op: 'link.delete', ids: [link.id] }]); };
  const saveLag = () => {
    const lag = parseLag(text, { minutesPerDay: model.minutesPerDay });
    if (!lag) { setError(t('plan.link.error', { text })); return; }
    setError('');
    if (lag.minutes !== links.lag[k] || lag.kind !== links.lagKind[k]) update({ lag: lag.minutes, lag_kind: lag.kind });
  };
  const style = { left: Math.max(8, Math.min(link.x - 20, innerWidth - WIDTH - 8)), top: Math.max(8, Math.min(link.y + 10, innerHeight - HEIGHT - 8)), width: WIDTH };
  return (
    <div
      ref={box} className="pl-pop" style={style} role="dialog" aria-label={t('plan.link.title')} tabIndex={-1} data-testid="link-popover"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onClose();
        if (event.key === 'Delete' && !(event.target instanceof HTMLInputElement)) remove();
      }}
    >
      <div className="row"><b className="el">{model.wbs[from]} {model.name[from]}</b><span className="sp" /><button type="button" className="ib" aria-label={t('plan.panel.close')} onClick={onClose}><X size={14} strokeWidth={1.5} /></button></div>
      <div className="el t2">→ {model.wbs[to]} {model.name[to]}</div>
      <div className="seg" role="group" aria-label={t('plan.link.type')}>
        {LINK_NAMES.map((name, type) => (
          <button type="button" key={name} disabled={!canEdit} title={t(`plan.link.${type}`)} aria-pressed={links.type[k] === type} onClick={() => update({ type })}>{name}</button>
        ))}
      </div>
      <div className="row">
        <label className="s12 t2" htmlFor="link-lag">{t('plan.link.lag')}</label>
        <input
          id="link-lag" className="field" value={text} disabled={!canEdit} placeholder="0 d" title={t('plan.link.lag.hint')} aria-invalid={error !== ''}
          onChange={(event) => setText(event.target.value)} onBlur={saveLag} onKeyDown={(event) => { if (event.key === 'Enter') saveLag(); }}
        />
        <span className="sp" />
        {canEdit && <button type="button" className="bt q" onClick={remove}><Trash2 size={14} strokeWidth={1.5} aria-hidden="true" />{t('plan.link.delete')}<span className="kbd">Del</span></button>}
      </div>
      {error && <p className="red s12" role="alert">{error}</p>}
    </div>
  );
}
