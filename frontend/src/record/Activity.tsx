import { History, Pencil, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';

import { sentenceOf } from '../api/client';
import { useT } from '../app/i18n';
import { useSession } from '../app/session';
import type { ActivityItem, FieldChange } from '../schema/types';
import { Avatar, comma, IconButton } from '../ui/bits';
import { CommentHtml } from './CommentHtml';
import { Composer } from './Composer';
import { useActivity, type ActivityKind, type RecordParts, type Target } from './data';
import { drafts } from './drafts';
import { fromMarkdown } from './mentions';
import { Moment } from './Moment';
import { Section } from './Section';

const KINDS: ActivityKind[] = ['all', 'comments', 'changes'];
/** A longer value is cut in the sentence and whole on hover. */
const LONGEST = 40;
const SMALL = { size: 14, strokeWidth: 1.5 } as const;

interface ItemProps {
  item: ActivityItem;
  project: string;
  parts: RecordParts;
  version: number;
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function Change({ change }: { change: FieldChange }) {
  const [from, to] = [change.from || '—', change.to || '—'];
  return (
    <span title={from.length + to.length > 2 * LONGEST ? `${from}\n→\n${to}` : undefined}>
      {change.label} <span className="mut">{cut(from)}</span> → {cut(to)}
    </span>
  );
}

function ChangeItem({ item, parts, version }: ItemProps) {
  const t = useT();
  const changes = item.changes ?? [];
  return (
    <>
      <div className="rc-act-t">
        <b>{item.who.name}</b> <Moment at={item.at} />{' '}
        <span className="t2" title={changes.length ? item.text : undefined}>
          {changes.length === 0 && item.text}
          {changes.map((change, index) => (
            <span key={change.field}>
              {index > 0 && comma()}
              <Change change={change} />
            </span>
          ))}
        </span>
      </div>
      <span className="rc-act-b">
        {item.restorable && item.log_id !== undefined && (
          <IconButton label={t('record.activity.restore')} onClick={() => void parts.restore(item.log_id as number, version)}>
            <History {...SMALL} />
          </IconButton>
        )}
        {item.undoable && item.log_id !== undefined && (
          <IconButton label={t('record.activity.undo')} onClick={() => void parts.undo(item.log_id as number)}>
            <Undo2 {...SMALL} />
          </IconButton>
        )}
      </span>
    </>
  );
}

function CommentItem({ item, project, parts }: ItemProps) {
  const t = useT();
  const [isEditing, setEditing] = useState(false);
  const isSent = item.id > 0;
  const draftKey = `comment-edit:${item.id}`;
  const stop = () => {
    drafts.forget(draftKey);
    setEditing(false);
  };
  return (
    <>
      <div className="rc-act-t">
        <b>{item.who.name}</b> <Moment at={item.at} />
        {item.edited && <span className="mut s12"> {t('record.comment.edited')}</span>}
        {isEditing ? (
          <Composer
            project={project}
            draftKey={draftKey}
            initial={fromMarkdown(item.body ?? '')}
            upload={(file) => parts.upload(file)}
            onCancel={stop}
            onSend={async (body) => {
              await parts.editComment(item, body);
              stop();
            }}
            saveLabel={t('action.save')}
            autoFocus
          />
        ) : item.html !== undefined ? (
          <CommentHtml html={item.html} />
        ) : (
          <p className="rc-md long mut">{fromMarkdown(item.body ?? '').text}</p>
        )}
      </div>
      {item.can_edit && isSent && !isEditing && (
        <span className="rc-act-b">
          <IconButton label={t('record.comment.edit')} onClick={() => setEditing(true)}>
            <Pencil {...SMALL} />
          </IconButton>
          <IconButton label={t('record.comment.delete')} onClick={() => void parts.deleteComment(item)}>
            <Trash2 {...SMALL} />
          </IconButton>
        </span>
      )}
    </>
  );
}

/** What happened and what was said, newest first. */
export function Activity({
  target,
  project,
  parts,
  version,
  count,
}: {
  target: Target;
  project: string;
  parts: RecordParts;
  version: number;
  count: number;
}) {
  const t = useT();
  const { user } = useSession();
  const [kind, setKind] = useState<ActivityKind>('all');
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useActivity(target, kind);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const filter = (
    <div className="rc-tabs" role="group" aria-label={t('record.activity.show')}>
      {KINDS.map((other) => (
        <button type="button" key={other} aria-pressed={kind === other} onClick={() => setKind(other)}>
          {t(`record.activity.${other}`)}
        </button>
      ))}
    </div>
  );
  return (
    <Section title={t('record.activity')} count={count} actions={filter}>
      {error && <p className="mut">{sentenceOf(error)}</p>}
      {!isPending && !error && items.length === 0 && <p className="mut">{t('record.activity.none')}</p>}
      <ul className="rc-act">
        {items.map((item) => {
          const Item = item.kind === 'comment' ? CommentItem : ChangeItem;
          const name = item.who.name || (item.who.id === user.id ? user.name : '?');
          return (
            <li key={`${item.kind}:${item.id}`}>
              <Avatar name={name} size={16} />
              <Item {...{ project, parts, version }} item={{ ...item, who: { ...item.who, name } }} />
            </li>
          );
        })}
      </ul>
      {hasNextPage && (
        <button type="button" className="lk s12" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('record.activity.earlier')}
        </button>
      )}
    </Section>
  );
}
