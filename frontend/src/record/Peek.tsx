import { Menu } from '@mantine/core';
import { ArrowLeft, Ellipsis, Link2, Maximize2, Minimize2, X } from 'lucide-react';
import { useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';

import { useHotkeys, type Hotkey } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import { useNarrow } from '../app/useNarrow';
import type { DetailAnswer, EntityMeta } from '../schema/types';
import { entityAt } from '../schema/place';
import { useDetail } from '../schema/records';
import { titleOf, useEntity, useMeta } from '../schema/useMeta';
import { Avatar, IconButton, Kbd } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { showToast } from '../ui/toasts';
import { Activity } from './Activity';
import { Composer, type ComposerHandle } from './Composer';
import { isGone, useParts, type RecordParts, type Target } from './data';
import { filesOf } from './files';
import { OpenRecord } from './openRecord';
import { RecordBody } from './RecordBody';
import { ThumbBar } from './ThumbBar';
import { useFieldEditing } from './useFieldEditing';
import { copyText, useEscape, useLastDetail, usePastedFiles } from './useRecordView';
import { useVerbs } from './useVerbs';
import { WATCH_KEYS, Watchers } from './Watchers';
import './i18n';
import './record.css';

export interface PeekProps {
  entity: EntityMeta;
  id: number;
  /** Project of the list; null where it is over all projects. */
  project: string | null;
  onClose: () => void;
  /** Next (1) or previous (-1) row of the list. */
  onWalk?: (step: 1 | -1) => void;
  /** The list needs the letter E itself. */
  keepsEdit?: boolean;
  /** Place of the record in the list, from 1. */
  position?: { n: number; total: number };
}

const ICON = { size: 16, strokeWidth: 1.5 } as const;
const NARROW = 1024;
const PHONE = 768;
const WIDE_KEY = 'linkspan-peek-wide';

function usePeekWidth(): [boolean, () => void] {
  const [isWide, setWide] = useState(() => sessionStorage.getItem(WIDE_KEY) === '1');
  const toggle = () => {
    sessionStorage.setItem(WIDE_KEY, isWide ? '0' : '1');
    setWide(!isWide);
  };
  return [isWide, toggle];
}

/**
 * One record beside its list. What it links to opens in the same panel, with a way back. Below 1024 px it covers the list, below
 * 768 px it is a page.
 */
export function Peek(props: PeekProps) {
  const { entity, id } = props;
  const meta = useMeta();
  const root = `${entity.name}:${id}`;
  const [trail, setTrail] = useState<{ root: string; steps: Target[] }>({ root, steps: [] });
  // Another row of the list begins anew.
  const steps = trail.root === root ? trail.steps : [];
  const open = useCallback(
    (name: string, other: number) =>
      setTrail((old) => ({ root, steps: [...(old.root === root ? old.steps : []), { entity: name, id: other }] })),
    [root],
  );
  const top = steps.at(-1);
  const shown = top && meta?.entities[top.entity];
  const back = top ? () => setTrail({ root, steps: steps.slice(0, -1) }) : undefined;
  return (
    <OpenRecord value={open}>
      {top && shown ? (
        <PeekPanel key={steps.length} {...props} entity={shown} id={top.id} project={null} onWalk={undefined} position={undefined} onBack={back} />
      ) : (
        <PeekPanel {...props} />
      )}
    </OpenRecord>
  );
}

function PeekPanel(props: PeekProps & { onBack?: () => void }) {
  const { id, onClose, onWalk, onBack } = props;
  const whole = useEntity(props.entity.name) ?? props.entity;
  const t = useT();
  const isPhone = useNarrow(PHONE);
  const isNarrow = useNarrow(NARROW);
  const [isWide, toggleWide] = usePeekWidth();
  const panel = useRef<HTMLElement>(null);
  const query = useDetail(whole.name, id);
  const { detail, isStale } = useLastDetail(query.data, `${whole.name}:${id}`);
  const entity = entityAt(whole, detail?.row.project ?? props.project);
  useEffect(() => {
    // Over the list the panel owns the keyboard; beside it the list keeps it.
    if (isNarrow) panel.current?.focus({ preventScroll: true });
  }, [isNarrow, entity.name, id]);
  const escape = useEscape(onBack ?? onClose);
  const walk: Hotkey[] = onWalk
    ? [
        { keys: 'j', label: 'keys.down', group: 'keys.list', run: () => onWalk(1) },
        { keys: 'k', label: 'keys.up', group: 'keys.list', run: () => onWalk(-1) },
      ]
    : [];
  useHotkeys([escape, ...walk]);
  const place = isPhone ? 'page' : isNarrow ? 'over' : isWide ? 'wide' : '';
  const frame = { isPhone, isWide, toggleWide: isNarrow ? undefined : toggleWide };
  return (
    <aside ref={panel} className={`rc-peek ${place}`} tabIndex={-1} aria-label={detail ? titleOf(entity, detail.row) : entity.label} data-testid="peek">
      {detail && !isGone(query.error) ? (
        <PeekContent {...props} {...frame} entity={entity} detail={detail} isStale={isStale} />
      ) : (
        <>
          <div className="rc-ph">
            <span className="mut">{entity.label}</span>
            <span className="sp" />
            <IconButton label={t('action.close')} keys="Esc" onClick={onClose}>
              <X {...ICON} />
            </IconButton>
          </div>
          {query.isError ? <LoadFailed problem={query.error} onRetry={() => void query.refetch()} /> : <Loading rows={6} />}
        </>
      )}
    </aside>
  );
}

interface ContentProps extends PeekProps {
  detail: DetailAnswer;
  isStale: boolean;
  isPhone: boolean;
  isWide: boolean;
  toggleWide?: () => void;
  onBack?: () => void;
}

function PeekContent(props: ContentProps) {
  const { entity, detail, isStale, isPhone, onClose } = props;
  const { user } = useSession();
  const composer = useRef<ComposerHandle>(null);
  const { row, can } = detail;
  const project = row.project ?? props.project;
  const target = { entity: entity.name, id: row.id };
  const parts = useParts(target, project);
  const editing = useFieldEditing(entity, detail);
  const openBeside = useContext(OpenRecord);
  const verbs = useVerbs({ entity, detail, project, onGone: props.onBack ?? onClose, onOpen: (made) => openBeside?.(entity.name, made), pageUrl: detail.url });
  const upload = usePastedFiles(parts, can.comment);
  useHotkeys([
    { keys: props.keepsEdit ? 'shift+e' : 'e', label: 'record.keys.edit', group: 'keys.page', run: editing.startFirst },
    { keys: 'm', label: 'record.keys.comment', group: 'keys.page', run: () => composer.current?.focus() },
    { keys: WATCH_KEYS, label: 'record.keys.watch', group: 'keys.page', run: () => void parts.watch(!detail.watching) },
  ]);
  const write = can.comment && (
    <div className="rc-cm">
      <Avatar name={user.name} size={20} />
      <Composer
        key={`${entity.name}:${row.id}`}
        ref={composer}
        project={project ?? ''}
        draftKey={`${user.id}:comment:${entity.name}:${row.id}`}
        upload={(file) => parts.upload(file)}
        onSend={(body) => parts.comment(body, { id: user.id, name: user.name })}
      />
    </div>
  );
  return (
    <>
      <PeekHeader {...props} verbs={verbs.items} parts={parts} />
      <div
        className="rc-pb"
        inert={isStale}
        aria-busy={isStale}
        onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
        onDragEnter={(event) => event.stopPropagation()}
        onDrop={(event) => {
          const files = filesOf(event.dataTransfer);
          if (!files.length || !can.comment) return;
          event.preventDefault();
          event.stopPropagation();
          upload(files);
        }}
      >
        <RecordBody level={2} {...{ entity, detail, project, parts, editing, verbs }} onUpload={upload} />
        {isPhone && write}
        <Activity key={`${entity.name}:${row.id}`} target={target} project={project ?? ''} parts={parts} version={row.version} count={detail.counts.comments} />
      </div>
      {!isPhone && write}
      {isPhone && <ThumbBar verbs={verbs} onComment={can.comment ? () => composer.current?.focus() : undefined} />}
      {verbs.dialogs}
    </>
  );
}

interface HeaderProps extends ContentProps {
  verbs: ReactNode;
  parts: RecordParts;
}

function PeekHeader({ entity, detail, isPhone, isWide, toggleWide, onBack, onClose, onWalk, position, verbs, parts }: HeaderProps) {
  const t = useT();
  const { row } = detail;
  const code = entity.code_field ? String(row[entity.code_field] ?? '') : '';
  const copy = async () => {
    await copyText(new URL(detail.url, location.origin).href);
    showToast({ text: t('record.copied') });
  };
  const leave = onBack ?? (isPhone ? onClose : undefined);
  return (
    <div className="rc-ph">
      {leave && (
        <IconButton label={t('record.back')} keys="Esc" onClick={leave}>
          <ArrowLeft {...ICON} size={isPhone ? 22 : 16} />
        </IconButton>
      )}
      <span className="mut nw">{code || entity.label}</span>
      {position && <span className="mut s12 nw rc-pos">{t('record.position', position)}</span>}
      <span className="sp" />
      {onWalk && (
        <span className="row gap4 desk" title={t('record.walk')}>
          <span className="mut s12 nw">{t('record.walk')}</span>
          <Kbd>J</Kbd>
          <Kbd>K</Kbd>
        </span>
      )}
      <IconButton label={t('record.copy')} onClick={() => void copy()}>
        <Link2 {...ICON} />
      </IconButton>
      <Watchers target={{ entity: entity.name, id: row.id }} detail={detail} parts={parts} />
      {toggleWide && (
        <IconButton label={t(isWide ? 'record.narrower' : 'record.wider')} onClick={toggleWide}>
          {isWide ? <Minimize2 {...ICON} /> : <Maximize2 {...ICON} />}
        </IconButton>
      )}
      <Menu position="bottom-end" width={260} withinPortal>
        <Menu.Target>
          <button type="button" className="ib" aria-label={t('record.more')} title={t('record.more')}>
            <Ellipsis {...ICON} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>{verbs}</Menu.Dropdown>
      </Menu>
      {!isPhone && (
        <IconButton label={t('action.close')} keys={onBack ? undefined : 'Esc'} onClick={onClose}>
          <X {...ICON} />
        </IconButton>
      )}
    </div>
  );
}
