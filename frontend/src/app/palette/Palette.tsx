import { Modal } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FolderKanban, ListTodo, Search, User, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useLocation } from 'wouter';

import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { SearchItem } from '../../api/types';
import { useMeta } from '../../schema/useMeta';
import { Kbd } from '../../ui/bits';
import { useKnownProject } from '../currentProject';
import { useT } from '../i18n';
import { iconOf } from '../icons';
import { path } from '../routes';
import { useCommands, type Command } from './commands';
import { rank } from './rank';

const TYPING_PAUSE = 120;
/** Kinds that are no entities; the icons and names of all others come from the server. */
const ICONS: Record<string, LucideIcon> = { project: FolderKanban, task: ListTodo, person: User };

function useDebounced(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** People have no page of their own yet: the plan filtered to a person's tasks stands in. */
function addressOf(item: SearchItem, code: string | null): string {
  if (item.kind !== 'person') return item.url;
  return code ? `${path.plan(code)}?q=${encodeURIComponent(item.name)}` : path.projects;
}

/** People and projects are known by their names alone, and some systems are called as they are coded. */
function withCode(item: SearchItem): string {
  const isBare = !item.code || item.code === item.name || item.kind === 'project' || item.kind === 'person';
  return isBare ? item.name : `${item.code}  ${item.name}`;
}

function useFound(text: string): { found: Command[]; isFetching: boolean } {
  const [, go] = useLocation();
  const project = useKnownProject();
  const entities = useMeta()?.entities ?? {};
  const query = useDebounced(text.trim());
  const { data, isFetching } = useQuery({
    queryKey: keys.search(query),
    queryFn: ({ signal }) => api.get<{ items: SearchItem[] }>(`/api/search?q=${encodeURIComponent(query)}`, { signal }),
    enabled: query.length > 0,
    placeholderData: keepPreviousData,
  });
  const items = text.trim() ? (data?.items ?? []) : [];
  const found = items.map((item) => ({
    id: `${item.kind}-${item.id}`,
    group: `palette.kind.${item.kind}`,
    heading: entities[item.kind]?.label_plural,
    icon: ICONS[item.kind] ?? iconOf(entities[item.kind]?.icon ?? ''),
    text: withCode(item),
    hint: item.hint,
    words: '',
    run: () => go(addressOf(item, project?.code ?? null)),
  }));
  return { found, isFetching };
}

function useRows(text: string): { rows: Command[]; isFetching: boolean } {
  const commands = useCommands();
  const { found, isFetching } = useFound(text);
  const own = commands
    .map((command, index) => ({ command, index, score: rank(command, text) }))
    .filter((row) => row.score !== null)
    .sort((a, b) => (a.score as number) - (b.score as number) || a.index - b.index)
    .map((row) => row.command);
  const ownIds = new Set(own.map((command) => command.text));
  const rows = [...own, ...found.filter((item) => !(item.group === 'palette.kind.project' && ownIds.has(item.text)))];
  // A group stands together, at the place of its best row.
  const order = [...new Set(rows.map((row) => row.group))];
  return { rows: order.flatMap((group) => rows.filter((row) => row.group === group)), isFetching };
}

function Row({
  row,
  isOn,
  id,
  onRun,
  onPoint,
}: {
  row: Command;
  isOn: boolean;
  id: string;
  onRun: () => void;
  onPoint: () => void;
}) {
  const Icon = row.icon;
  return (
    <div id={id} role="option" aria-selected={isOn} className={`pal-i ${isOn ? 'on' : ''}`} onClick={onRun} onMouseMove={onPoint}>
      <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
      <span className="el">{row.text}</span>
      {row.hint && <span className="mut s12 el">{row.hint}</span>}
      <span className="sp" />
      {row.keys && (
        <span className="row gap4 desk">
          {row.keys.split(' ').map((part, index) => (
            <Kbd key={index}>{part}</Kbd>
          ))}
        </span>
      )}
    </div>
  );
}

function Rows({
  rows,
  at,
  onRun,
  onPoint,
}: {
  rows: Command[];
  at: number;
  onRun: (row: Command) => void;
  onPoint: (index: number) => void;
}) {
  const t = useT();
  return rows.map((row, index) => (
    <div key={`${row.group}-${row.id}`} role="presentation">
      {row.group !== rows[index - 1]?.group && (
        <div className="pal-g" role="presentation">
          {row.heading ?? t(row.group)}
        </div>
      )}
      <Row row={row} id={`pal-${index}`} isOn={index === at} onRun={() => onRun(row)} onPoint={() => onPoint(index)} />
    </div>
  ));
}

function Foot() {
  const t = useT();
  return (
    <div className="pal-f mut s11 desk">
      <span>↑ ↓ {t('palette.walk')}</span>
      <span>Enter {t('palette.open')}</span>
      <span>{t('palette.pinyin')}</span>
    </div>
  );
}

/** Single steps go round, a page stops at the ends. */
function nextCursor(event: KeyboardEvent, at: number, count: number): number | null {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  const step = event.ctrlKey ? ({ n: 1, p: -1 } as Record<string, number>)[event.key] : steps[event.key];
  if (!step) return null;
  return Math.abs(step) === 1 ? (at + step + count) % Math.max(1, count) : Math.max(0, Math.min(count - 1, at + step));
}

function useCursor(rows: Command[]) {
  const [cursor, setCursor] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const at = Math.min(cursor, Math.max(0, rows.length - 1));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, rows.length]);
  return { at, setCursor, list };
}

/** Go to, search, run, create; by keyboard alone. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [text, setText] = useState('');
  const { rows, isFetching } = useRows(text);
  const { at, setCursor, list } = useCursor(rows);
  const run = (row: Command) => {
    onClose();
    row.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = nextCursor(event, at, rows.length);
    if (next !== null) setCursor(next);
    else if (event.key !== 'Enter') return;
    else if (rows[at]) run(rows[at]);
    event.preventDefault();
  };
  const type = (value: string) => {
    setText(value);
    setCursor(0);
  };
  const combobox = {
    role: 'combobox',
    'aria-expanded': true,
    'aria-controls': 'pal-list',
    'aria-activedescendant': rows[at] ? `pal-${at}` : undefined,
  };
  const hint = t('palette.placeholder');
  return (
    <Modal
      opened
      {...{ onClose }}
      withCloseButton={false}
      size={600}
      yOffset="10vh"
      padding={0}
      returnFocus={false}
      classNames={{ content: 'pal', inner: 'pal-inner' }}
      aria-label={t('keys.palette')}
    >
      <div className="pal-in">
        <Search size={16} strokeWidth={1.5} aria-hidden="true" />
        <input
          {...combobox}
          data-autofocus
          value={text}
          placeholder={hint}
          aria-label={hint}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKey}
        />
        <button type="button" className="kbd" onClick={onClose}>
          Esc
        </button>
      </div>
      <div className="pal-list" id="pal-list" role="listbox" ref={list} aria-busy={isFetching}>
        <Rows rows={rows} at={at} onRun={run} onPoint={setCursor} />
        {rows.length === 0 && !isFetching && <div className="pal-none mut">{t('palette.none', { text })}</div>}
      </div>
      <Foot />
    </Modal>
  );
}
