import { useState } from 'react';
import { Link } from 'wouter';

import type { Attention, ProjectHome } from '../../api/types';
import { hasMessage, useT } from '../../app/i18n';
import { path } from '../../app/routes';
import { RagMark, type Rag } from '../../ui/bits';

const SHOWN = 8;
const RAG: Record<string, Rag> = {
  late: 'red',
  negative_float: 'red',
  deadline: 'red',
  missing_owner: 'amber',
  stale_progress: 'amber',
};
const ORDER: Rag[] = ['red', 'amber', 'green'];

const ragOf = (item: Attention): Rag => RAG[item.kind] ?? 'amber';

/** What the plan itself says needs a hand today, worst first. */
export function AttentionList({ home }: { home: ProjectHome }) {
  const t = useT();
  const kindOf = (kind: string) => (hasMessage(`attention.${kind}`) ? t(`attention.${kind}`) : kind);
  const [isWhole, setWhole] = useState(false);
  const items = [...home.attention].sort((a, b) => ORDER.indexOf(ragOf(a)) - ORDER.indexOf(ragOf(b)));
  const shown = isWhole ? items : items.slice(0, SHOWN);
  return (
    <section className="cl">
      <div className="ct">
        <h3 className="b">{t('home.attention')}</h3>
        <span className="mut">{items.length}</span>
      </div>
      {items.length === 0 && <p className="mut">{t('home.noAttention')}</p>}
      <ul className="at">
        {shown.map((item, index) => (
          <li key={`${item.kind}-${item.task_id}-${index}`}>
            <span title={kindOf(item.kind)}>
              <RagMark level={ragOf(item)} />
            </span>
            <span className="at-t">
              <Link
                href={path.plan(home.code, { task: item.task_id })}
                className="el pl-link"
                title={`${item.code} ${item.name}`}
              >
                <span className="mut s12">{item.code}</span> {item.name}
              </Link>
              <span className="el t2 s12" title={item.text}>
                {item.text || kindOf(item.kind)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {items.length > SHOWN && (
        <button type="button" className="lk" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('action.less') : t('action.showAll', { n: items.length })}
        </button>
      )}
    </section>
  );
}
