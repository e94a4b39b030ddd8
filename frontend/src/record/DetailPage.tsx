import { Menu } from '@mantine/core';
import { ArrowLeft, Ellipsis, Link2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';

import { printKeys, useHotkeys, type Hotkey } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { useNarrow } from '../app/useNarrow';
import { entityAt } from '../schema/place';
import { useDetail } from '../schema/records';
import type { DetailAnswer, EntityMeta } from '../schema/types';
import { verbKeys } from '../schema/verbKeys';
import { useMeta, useMetaQuery } from '../schema/useMeta';
import { Avatar, IconButton } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { showToast } from '../ui/toasts';
import { NotFound } from '../pages/NotFound';
import { Activity } from './Activity';
import { Composer, type ComposerHandle } from './Composer';
import { isGone, useParts, type Target } from './data';
import { OpenRecord } from './openRecord';
import { Peek } from './Peek';
import { RecordBody } from './RecordBody';
import { ThumbBar } from './ThumbBar';
import { useFieldEditing } from './useFieldEditing';
import { copyText, useEscape, usePastedFiles } from './useRecordView';
import { useVerbs } from './useVerbs';
import { WATCH_KEYS, Watchers } from './Watchers';
import './i18n';
import './record.css';

const ICON = { size: 16, strokeWidth: 1.5 } as const;

export const listUrl = (entity: string, project: string | null) =>
  project ? `/p/${encodeURIComponent(project)}/r/${entity}` : `/r/${entity}`;

/** One record on a page of its own: fields and links at the left, what happened at the right. */
export function DetailPage({ entity, id, project }: { entity: string; id: number; project: string | null }) {
  const meta = useMetaQuery();
  const declared = meta.data?.entities[entity];
  const query = useDetail(entity, declared ? id : null);
  const problem = (!meta.data && meta.error) || ((!query.data || isGone(query.error)) && query.error);
  if (problem) return <LoadFailed problem={problem} onRetry={() => void (meta.data ? query.refetch() : meta.refetch())} />;
  if (meta.data && !declared) return <NotFound />;
  if (!declared || !query.data) return <Loading rows={10} />;
  const here = entityAt(declared, query.data.row.project ?? project);
  return <Page entity={here} detail={query.data} project={project} />;
}

export default DetailPage;

function Page({ entity, detail, project }: { entity: EntityMeta; detail: DetailAnswer; project: string | null }) {
  const meta = useMeta();
  const [beside, setBeside] = useState<Target | null>(null);
  const other = beside && meta?.entities[beside.entity];
  const isPhone = useNarrow(768);
  const open = (name: string, id: number) => setBeside({ entity: name, id });
  return (
    <OpenRecord value={open}>
      <div className="page two rc-two">
        <Content {...{ entity, detail, project, isPhone }} />
        {other && <Peek entity={other} id={beside.id} project={null} onClose={() => setBeside(null)} />}
      </div>
    </OpenRecord>
  );
}

function Content({ entity, detail, project, isPhone }: { entity: EntityMeta; detail: DetailAnswer; project: string | null; isPhone: boolean }) {
  const t = useT();
  const [, go] = useLocation();
  const { user } = useSession();
  const composer = useRef<ComposerHandle>(null);
  const { row, can } = detail;
  const place = row.project ?? project;
  const target = { entity: entity.name, id: row.id };
  const parts = useParts(target, place);
  const editing = useFieldEditing(entity, detail);
  const list = listUrl(entity.name, project);
  const verbs = useVerbs({ entity, detail, project: place, onGone: () => go(list), onOpen: (made) => go(`${list}/${made}`) });
  const upload = usePastedFiles(parts, can.comment);
  const fieldKeys: Hotkey[] = entity.fields
    .filter((field) => field.key && editing.refusal(field) === null)
    .map((field) => ({ keys: verbKeys(field.key as string), label: field.label, group: 'keys.page', run: () => editing.start(field.name) }));
  const actionKeys: Hotkey[] = verbs.actions
    .filter(({ action, refusal }) => action.key && !refusal)
    .map(({ action }) => ({ keys: verbKeys(action.key as string), label: action.label, group: 'keys.page', run: () => verbs.run(action) }));
  const escape = useEscape(() => go(list));
  useHotkeys([
    ...fieldKeys,
    ...actionKeys,
    escape,
    { keys: 'e', label: 'record.keys.edit', group: 'keys.page', run: editing.startFirst },
    { keys: 'm', label: 'record.keys.comment', group: 'keys.page', run: () => composer.current?.focus() },
    { keys: WATCH_KEYS, label: 'record.keys.watch', group: 'keys.page', run: () => void parts.watch(!detail.watching) },
  ]);
  const copy = async () => {
    await copyText(new URL(detail.url, location.origin).href);
    showToast({ text: t('record.copied') });
  };
  return (
    <div className="page">
      <div className="tb rc-tb">
        <Link href={list} className="ib" aria-label={t('record.back')} title={t('record.back')}>
          <ArrowLeft {...ICON} />
        </Link>
        <span className="el rc-here">{entity.label}</span>
        <span className="sp" />
        {!isPhone &&
          verbs.actions
            .filter(({ refusal }) => !refusal)
            .slice(0, 2)
            .map(({ action }) => (
              <button type="button" key={action.name} className="bt" onClick={() => verbs.run(action)}>
                {action.label}
                {action.key && <span className="key">{printKeys(verbKeys(action.key))}</span>}
              </button>
            ))}
        <IconButton label={t('record.copy')} onClick={() => void copy()}>
          <Link2 {...ICON} />
        </IconButton>
        <Watchers target={target} detail={detail} parts={parts} />
        <Menu position="bottom-end" width={260} withinPortal>
          <Menu.Target>
            <button type="button" className="ib" aria-label={t('record.more')} title={t('record.more')}>
              <Ellipsis {...ICON} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>{verbs.items}</Menu.Dropdown>
        </Menu>
      </div>
      <div className="rc-page">
        <div className="rc-page-l">
          <RecordBody level={2} {...{ entity, detail, parts, editing, verbs }} project={place} onUpload={upload} />
        </div>
        <div className="rc-page-r">
          {can.comment && (
            <div className="rc-cm">
              <Avatar name={user.name} size={20} />
              <Composer
                ref={composer}
                project={place ?? ''}
                draftKey={`${user.id}:comment:${entity.name}:${row.id}`}
                upload={(file) => parts.upload(file)}
                onSend={(body) => parts.comment(body, { id: user.id, name: user.name })}
              />
            </div>
          )}
          <Activity target={target} project={place ?? ''} parts={parts} version={row.version} count={detail.counts.comments} />
        </div>
      </div>
      {isPhone && <ThumbBar verbs={verbs} onComment={can.comment ? () => composer.current?.focus() : undefined} />}
      {verbs.dialogs}
    </div>
  );
}
