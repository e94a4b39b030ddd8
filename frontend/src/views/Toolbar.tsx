import { Menu } from '@mantine/core';
import { CalendarDays, Grid3x3, Kanban, ListChecks, Table2, type LucideIcon } from 'lucide-react';
import { lazy, Suspense, type RefObject } from 'react';

import { useT } from '../app/i18n';
import { useNarrow } from '../app/useNarrow';
import type { Can, ViewKind } from '../schema/types';
import { inSentence } from '../schema/useMeta';
import { IconButton, Tip } from '../ui/bits';
import { ColumnPicker } from './ColumnPicker';
import { FilterBar, type BarProps } from './FilterBar';
import { maySelect } from './rules';

const ExportMenu = lazy(() => import('../transfer/ExportMenu').then((module) => ({ default: module.ExportMenu })));
const ICONS: Record<ViewKind, LucideIcon> = { table: Table2, board: Kanban, calendar: CalendarDays, matrix: Grid3x3 };

interface Props extends BarProps {
  find: RefObject<HTMLInputElement | null>;
  columns: string[];
  total: number;
  can: Can;
  onCreate: () => void;
  /** Phone: rows are being selected. */
  isPicking: boolean;
  onPick: () => void;
}

function ViewSwitch({ entity, state, set }: Pick<Props, 'entity' | 'state' | 'set'>) {
  const t = useT();
  const isPhone = useNarrow(768);
  if (entity.views.length < 2) return null;
  const Current = ICONS[state.view];
  if (isPhone) {
    return (
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <button type="button" className="ib rt-kind" aria-label={`${t('view.kind')}: ${t(`view.kind.${state.view}`)}`}>
            <Current size={20} strokeWidth={1.5} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {entity.views.map((kind) => (
            <Menu.Item key={kind} rightSection={kind === state.view ? '✓' : null} onClick={() => set({ view: kind })}>
              {t(`view.kind.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    );
  }
  return (
    <div className="seg rt-views" role="group" aria-label={t('view.kind')}>
      {entity.views.map((kind) => {
        const Icon = ICONS[kind];
        return (
          <button key={kind} type="button" aria-pressed={state.view === kind} aria-label={t(`view.kind.${kind}`)} onClick={() => set({ view: kind })}>
            <Icon size={14} strokeWidth={1.5} aria-hidden="true" />
            <span className="rt-vn">{t(`view.kind.${kind}`)}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Chips at the left; kind of view, columns, export and the one filled button at the right. */
export function Toolbar(props: Props) {
  const { entity, project, state, set, columns, total, can, onCreate, isPicking, onPick } = props;
  const t = useT();
  const isPhone = useNarrow(768);
  const isTable = state.view === 'table';
  return (
    <div className="tb rt-tb" role="toolbar" aria-label={entity.label_plural}>
      <FilterBar {...props} isGrouping={isTable} />
      <span className="sp" />
      <ViewSwitch {...{ entity, state, set }} />
      {isTable && <ColumnPicker entity={entity} columns={columns} onChange={(cols) => set({ cols })} />}
      <Suspense fallback={<span className="ib" />}>
        <ExportMenu {...{ entity, project, state, total, can }} />
      </Suspense>
      {isPhone && isTable && !isPicking && total > 0 && maySelect(entity, can) && (
        <IconButton label={t('list.pick')} onClick={onPick}>
          <ListChecks size={20} strokeWidth={1.5} />
        </IconButton>
      )}
      {can.create && !isPicking && (
        <Tip label={t('list.createOne', { what: inSentence(entity.label) })} keys="C">
          <button type="button" className="bt p rt-new" onClick={onCreate}>
            {t('list.createOne', { what: inSentence(entity.label) })} <span className="key desk">C</span>
          </button>
        </Tip>
      )}
    </div>
  );
}
