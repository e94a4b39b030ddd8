import { Menu, Popover } from '@mantine/core';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';

import { useT } from '../app/i18n';
import { describeFilter } from '../schema/describeFilter';
import { FilterEditor, freshFilter } from '../schema/FilterEditor';
import { parseGroup, parseSort, printFilter, printSort, type Filter, type QueryState } from '../schema/queryState';
import type { EntityMeta, FieldMeta, Refs } from '../schema/types';
import { fieldOf } from '../schema/useMeta';
import { ProjectChip } from './ProjectChip';

export interface BarProps {
  entity: EntityMeta;
  project: string | null;
  state: QueryState;
  refs: Refs;
  set: (change: Partial<QueryState>, isQuiet?: boolean) => void;
}

/** field | value | ×; a press on the value edits it. */
function Chip({ label, value, onRemove, children }: { label: string; value: string; onRemove: () => void; children: ReactNode }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <span className="chip">
          <button type="button" className="chip-m" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} title={`${label} ${value}`}>
            <span>{label}</span>
            <b className="el">{value}</b>
          </button>
          <button type="button" className="chip-x" aria-label={t('filter.remove', { label })} onClick={onRemove}>
            <X size={12} strokeWidth={1.5} />
          </button>
        </span>
      </Popover.Target>
      <Popover.Dropdown className="pop fe-pop">{children}</Popover.Dropdown>
    </Popover>
  );
}

function FilterChips({ entity, project, state, refs, set }: BarProps) {
  const put = (at: number, filter: Filter) => set({ filters: state.filters.map((old, index) => (index === at ? filter : old)) }, true);
  return state.filters.map((filter, at) => {
    const field = fieldOf(entity, filter.field);
    const remove = () => set({ filters: state.filters.filter((_, index) => index !== at) });
    if (!field) return <Chip key={filter.field} label={filter.field} value={printFilter(filter)} onRemove={remove}>{null}</Chip>;
    return (
      <Chip key={`${filter.field}-${at}`} label={field.label} value={describeFilter(field, filter, refs)} onRemove={remove}>
        <FilterEditor {...{ field, filter, refs, project }} entity={entity.name} onChange={(next) => put(at, next)} />
      </Chip>
    );
  });
}

/** Two steps in one popover: which field, then how. */
function AddFilter({ entity, project, state, refs, set }: BarProps) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  const [field, setField] = useState<FieldMeta | null>(null);
  const [text, setText] = useState('');
  const [mine, setMine] = useState<Filter | null>(null);
  const close = (open: boolean) => {
    setOpen(open);
    if (!open) [setField(null), setText(''), setMine(null)];
  };
  const choose = (next: FieldMeta) => {
    setField(next);
    const fresh = freshFilter(next);
    // An operator without a value is a whole filter already.
    if (next.type === 'boolean') set({ filters: [...state.filters, fresh] });
    if (next.type === 'boolean') close(false);
  };
  const take = (next: Filter) => {
    const others = mine ? state.filters.slice(0, -1) : state.filters;
    set({ filters: [...others, next] }, mine !== null);
    setMine(next);
  };
  const found = entity.fields.filter((one) => one.filter.length > 0 && one.label.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-start" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="bt q" aria-expanded={isOpen} onClick={() => close(!isOpen)}>
          + {t('filter.add')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="pop fe-pop">
        {field ? (
          <FilterEditor {...{ field, refs, project }} entity={entity.name} filter={freshFilter(field)} onChange={take} />
        ) : (
          <div className="fe">
            <input
              className="field"
              data-autofocus
              value={text}
              placeholder={t('filter.which')}
              aria-label={t('filter.which')}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => event.key === 'Enter' && found[0] && choose(found[0])}
            />
            <div className="fe-list">
              {found.map((one) => (
                <button type="button" key={one.name} className="pick-i hov" onClick={() => choose(one)}>
                  {one.label}
                </button>
              ))}
            </div>
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function groupings(field: FieldMeta): string[] {
  if (field.groupable === true) return [field.name];
  return Array.isArray(field.groupable) ? field.groupable.map((step) => `${field.name}:${step}`) : [];
}

function GroupMenu({ entity, state, set, level }: BarProps & { level: 'group' | 'sub' }) {
  const t = useT();
  const value = state[level];
  const nameOf = (key: string) => {
    const { field, step } = parseGroup(key);
    const label = fieldOf(entity, field)?.label ?? field;
    return step ? t('group.by', { field: label, step: t(`group.step.${step}`) }) : label;
  };
  const choices = entity.fields.flatMap(groupings).filter((key) => key !== (level === 'sub' ? state.group : ''));
  const remove = () => set(level === 'group' ? { group: '', sub: '' } : { sub: '' });
  if (!choices.length) return null;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        {value ? (
          <span className="chip">
            <button type="button" className="chip-m">
              <span>{t(`bar.${level}`)}</span>
              <b className="el">{nameOf(value)}</b>
            </button>
            <button
              type="button"
              className="chip-x"
              aria-label={t('filter.remove', { label: t(`bar.${level}`) })}
              onClick={(event) => {
                event.stopPropagation();
                remove();
              }}
            >
              <X size={12} strokeWidth={1.5} />
            </button>
          </span>
        ) : (
          <button type="button" className="bt q">
            {t(`bar.${level}`)}
          </button>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((key) => (
          <Menu.Item key={key} rightSection={key === value ? '✓' : null} onClick={() => set({ [level]: key })}>
            {nameOf(key)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SortChip({ entity, state, set }: BarProps) {
  const t = useT();
  const sort = parseSort(state.sort);
  if (!sort.length) return null;
  const words = sort.map(({ field, isDown }) => t(isDown ? 'sort.down' : 'sort.up', { field: fieldOf(entity, field)?.label ?? field }));
  const flip = (at: number) => set({ sort: printSort(sort.map((key, index) => (index === at ? { ...key, isDown: !key.isDown } : key))) });
  return (
    <Chip label={t('bar.sort')} value={words.join(t('list.comma'))} onRemove={() => set({ sort: '' })}>
      <div className="fe">
        {sort.map((key, at) => (
          <div key={key.field} className="row">
            <button type="button" className="bt q" onClick={() => flip(at)}>
              {words[at]}
            </button>
            <span className="sp" />
            <button
              type="button"
              className="ib"
              aria-label={t('filter.remove', { label: words[at] })}
              onClick={() => set({ sort: printSort(sort.filter((_, index) => index !== at)) })}
            >
              <X size={14} strokeWidth={1.5} />
            </button>
          </div>
        ))}
        <p className="mut s12">{t('sort.hint')}</p>
      </div>
    </Chip>
  );
}

const TYPING_PAUSE = 200;

function Find({ state, set, find }: Pick<BarProps, 'state' | 'set'> & { find: RefObject<HTMLInputElement | null> }) {
  const t = useT();
  const [text, setText] = useState(state.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(state.q), [state.q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => set({ q: next.trim() }, true), TYPING_PAUSE);
  };
  return (
    <label className="rt-find">
      <Search size={14} strokeWidth={1.5} aria-hidden="true" />
      <input
        ref={find}
        type="search"
        value={text}
        placeholder={t('bar.find')}
        aria-label={t('bar.find')}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') [type(''), event.currentTarget.blur()];
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </label>
  );
}

export function FilterBar(props: BarProps & { find: RefObject<HTMLInputElement | null>; isGrouping: boolean }) {
  const { state, find, isGrouping } = props;
  return (
    <div className="rt-chips">
      <Find state={state} set={props.set} find={find} />
      <ProjectChip entity={props.entity} project={props.project} />
      <FilterChips {...props} />
      <AddFilter {...props} />
      {isGrouping && <GroupMenu {...props} level="group" />}
      {isGrouping && state.group && <GroupMenu {...props} level="sub" />}
      <SortChip {...props} />
    </div>
  );
}
