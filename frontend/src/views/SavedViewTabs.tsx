import { Menu, Popover } from '@mantine/core';
import { Ellipsis, Plus } from 'lucide-react';
import { useState } from 'react';

import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { configOfState, isChanged, stateOfView, type QueryState } from '../schema/queryState';
import type { EntityMeta, SavedView } from '../schema/types';
import { inSentence } from '../schema/useMeta';
import { shortMoment, toDay } from '../ui/dates';
import type { SavedViews } from './useSavedViews';

interface Props {
  entity: EntityMeta;
  state: QueryState;
  saved: SavedViews;
  total: number | null;
  mayShare: boolean;
  widths: Record<string, number>;
  replaceAll: (next: QueryState) => void;
}

/** Name and reach of a new view. */
function NewView({ state, saved, mayShare, widths, replaceAll, onDone }: Props & { onDone: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const save = async () => {
    const sharing = isShared ? ('shared' as const) : ('personal' as const);
    const config = configOfState(state, widths);
    const made = await saved.create({ name: name.trim(), sharing, role: null, is_default: false, config });
    if (made?.view) replaceAll({ ...state, saved: made.view.id });
    if (made) onDone();
  };
  return (
    <form
      className="fe"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) void save();
      }}
    >
      <div className="b">{t('view.saveNew')}</div>
      <input
        className="field"
        data-autofocus
        value={name}
        maxLength={80}
        placeholder={t('view.name')}
        aria-label={t('view.name')}
        onChange={(event) => setName(event.target.value)}
      />
      {mayShare && (
        <label className="fe-o">
          <input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />
          {t('view.share')}
        </label>
      )}
      <button type="submit" className="bt" disabled={!name.trim()}>
        {t('action.save')}
      </button>
    </form>
  );
}

function Rename({ view, saved, onDone }: { view: SavedView; saved: SavedViews; onDone: () => void }) {
  const t = useT();
  const [name, setName] = useState(view.name);
  const save = () => {
    onDone();
    if (name.trim() && name.trim() !== view.name) void saved.change(view, { name: name.trim() });
  };
  return (
    <input
      className="field vw-name"
      autoFocus
      value={name}
      maxLength={80}
      aria-label={t('view.name')}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setName(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') onDone();
      }}
    />
  );
}

function ViewMenu({ view, saved, mayShare, onRename, onGone }: { view: SavedView; saved: SavedViews; mayShare: boolean; onRename: () => void; onGone: () => void }) {
  const t = useT();
  const isShared = view.sharing === 'shared';
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className="vw-menu" aria-label={t('view.menu', { name: view.name })}>
          <Ellipsis size={14} strokeWidth={1.5} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onRename}>{t('view.rename')}</Menu.Item>
        <Menu.Item onClick={() => void saved.change(view, { is_default: !view.is_default })} rightSection={view.is_default ? '✓' : null}>
          {t('view.default')}
        </Menu.Item>
        {mayShare && view.sharing !== 'role' && (
          <Menu.Item onClick={() => void saved.change(view, { sharing: isShared ? 'personal' : 'shared' })} rightSection={isShared ? '✓' : null}>
            {t('view.share')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          onClick={() => {
            onGone();
            void saved.remove(view);
          }}
        >
          {t('view.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Who sees the view and who changed it last, at the right of the tabs. */
function Note({ view }: { view: SavedView }) {
  const t = useT();
  const { business_today } = useSession();
  const words = { owner: view.owner, at: shortMoment(view.updated_at, toDay(business_today) ?? 0), role: view.role_label ?? '' };
  return <span className="mut s12 nw desk">{t(`view.note.${view.sharing}`, words)}</span>;
}

export function SavedViewTabs(props: Props) {
  const { entity, state, saved, total, replaceAll, widths } = props;
  const t = useT();
  const [isNew, setNew] = useState(false);
  const [renamed, setRenamed] = useState<number | null>(null);
  const { views } = saved;
  const current = views.find((view) => view.id === state.saved);
  const hasChanged = isChanged(state, current);
  const open = (view: SavedView | null) => replaceAll(stateOfView(view));
  return (
    <div className="views" role="tablist" aria-label={t('view.tabs')}>
      <button type="button" role="tab" aria-selected={!current} className={`vw ${current ? '' : 'on'}`} onClick={() => open(null)}>
        {t('view.all', { what: inSentence(entity.label_plural) })}
        {!current && total !== null && <span className="mut s12">{total}</span>}
      </button>
      {views.map((view) =>
        renamed === view.id ? (
          <Rename key={view.id} view={view} saved={saved} onDone={() => setRenamed(null)} />
        ) : (
          <span key={view.id} className="vw-w">
            <button
              type="button"
              role="tab"
              aria-selected={view === current}
              className={`vw ${view === current ? 'on' : ''}`}
              onClick={() => open(view)}
            >
              {view.name}
              {view === current && hasChanged && <span className="vw-dot" role="img" aria-label={t('view.changed')} />}
              {view.count !== null && <span className="mut s12">{view === current && total !== null ? total : view.count}</span>}
            </button>
            {view === current && view.can_edit && (
              <ViewMenu view={view} saved={saved} mayShare={props.mayShare} onRename={() => setRenamed(view.id)} onGone={() => open(null)} />
            )}
          </span>
        ),
      )}
      <Popover opened={isNew} onChange={setNew} position="bottom-start" withinPortal trapFocus returnFocus>
        <Popover.Target>
          <button
            type="button"
            className="ib"
            aria-label={t('view.saveNew')}
            title={t('view.saveNew')}
            aria-expanded={isNew}
            onClick={() => setNew(!isNew)}
          >
            <Plus size={14} strokeWidth={1.5} />
          </button>
        </Popover.Target>
        <Popover.Dropdown className="pop fe-pop">
          <NewView {...props} onDone={() => setNew(false)} />
        </Popover.Dropdown>
      </Popover>
      <span className="sp" />
      {current && hasChanged ? (
        <span className="row gap4 desk">
          <span className="mut s12">{t('view.changed')}</span>
          {current.can_edit && (
            <button type="button" className="bt q" onClick={() => void saved.change(current, { config: configOfState(state, widths) })}>
              {t('action.save')}
            </button>
          )}
          <button type="button" className="bt q" onClick={() => open(current)}>
            {t('view.reset')}
          </button>
        </span>
      ) : (
        current && <Note view={current} />
      )}
    </div>
  );
}
