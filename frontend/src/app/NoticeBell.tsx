import { Popover } from '@mantine/core';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';

import { Avatar, IconButton, RagMark } from '../ui/bits';
import { useHotkeys } from './hotkeys';
import { useT } from './i18n';
import { markRead, useNotices, type Notice } from './notices';
import { path } from './routes';

const clockOf = (at: number) => new Date(at).toTimeString().slice(0, 5);

function NoticeLine({ notice, onGo }: { notice: Notice; onGo: () => void }) {
  const t = useT();
  const time = <span className="mut s12">{clockOf(notice.at)}</span>;
  if (notice.kind === 'plan') {
    return (
      <Link href={path.plan(notice.project ?? '')} className="notice" onClick={onGo}>
        <Avatar name={notice.actor ?? '?'} size={16} />
        <span className="notice-text">
          {t('notice.plan', { actor: notice.actor ?? '', project: notice.project ?? '', n: notice.count })}
        </span>
        {time}
      </Link>
    );
  }
  if (notice.kind === 'mentioned' || notice.kind === 'watched') {
    return (
      <Link href={notice.url ?? '/'} className="notice" onClick={onGo}>
        <Avatar name={notice.actor ?? '?'} size={16} />
        <span className="notice-text">
          {t(`notice.${notice.kind}`, { actor: notice.actor ?? '', record: notice.record ?? '' })}
        </span>
        {time}
      </Link>
    );
  }
  const isBad = notice.job?.state === 'failed';
  return (
    <div className="notice">
      <RagMark level={isBad ? 'red' : 'green'} />
      <span className="notice-text">{t(`notice.job.${notice.job?.state ?? 'done'}`, { label: notice.job?.label ?? '' })}</span>
      {time}
    </div>
  );
}

/** Changes by others and ended jobs since this page was opened. */
export function NoticeBell() {
  const t = useT();
  const { notices, unread } = useNotices();
  const [isOpen, setOpen] = useState(false);
  const toggle = (next: boolean) => {
    setOpen(next);
    if (!next) markRead();
  };
  useHotkeys([{ keys: 'n', label: 'header.notices', group: 'keys.everywhere', run: () => toggle(!isOpen) }]);
  return (
    <Popover opened={isOpen} onChange={toggle} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <span>
          <IconButton
            label={unread ? t('header.noticesNew', { n: unread }) : t('header.notices')}
            keys="N"
            onClick={() => toggle(!isOpen)}
            aria-expanded={isOpen}
          >
            <Bell size={16} strokeWidth={1.5} />
            {unread > 0 && <span className="dot">{unread}</span>}
          </IconButton>
        </span>
      </Popover.Target>
      <Popover.Dropdown className="pop" aria-label={t('header.notices')} tabIndex={-1}>
        <div className="pop-h">{t('header.notices')}</div>
        {notices.length === 0 && (
          <div className="pop-empty">
            <p className="mut">{t('notice.none')}</p>
            <Link href={path.myWork} className="lk" onClick={() => toggle(false)}>
              {t('notice.toMyWork')}
            </Link>
          </div>
        )}
        {notices.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} onGo={() => toggle(false)} />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
