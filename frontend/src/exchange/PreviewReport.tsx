import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';

import type { ImportPreview } from '../api/types';
import { hasMessage, useT } from '../app/i18n';
import { RagMark, type Rag } from '../ui/bits';

const LEVELS = ['error', 'warning', 'info'] as const;
const RAG: Partial<Record<(typeof LEVELS)[number], Rag>> = { error: 'red', warning: 'amber' };
const ROW = 28;
const MOST_HEIGHT = 252;
/** Counts that say something only when they are not zero. */
const ONLY_WHEN_ANY = new Set(['kept_only_here']);

function Summary({ summary }: { summary: ImportPreview['summary'] }) {
  const t = useT();
  const shown = Object.entries(summary).filter(([key, count]) => count > 0 || !ONLY_WHEN_ANY.has(key));
  return (
    <dl className="im-sum">
      {shown.map(([key, count]) => (
        <div key={key}>
          <dt>{hasMessage(`import.sum.${key}`) ? t(`import.sum.${key}`) : key}</dt>
          <dd className={count === 0 ? 'mut' : ''}>{count.toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  );
}

function Mark({ level }: { level: (typeof LEVELS)[number] }) {
  const rag = RAG[level];
  return rag ? <RagMark level={rag} /> : <span />;
}

function Lines({ lines }: { lines: ImportPreview['lines'] }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  return (
    <div className="im-lines" ref={box} style={{ height: Math.min(MOST_HEIGHT, lines.length * ROW + 2) }} tabIndex={0} role="log" aria-label={t('import.report')}>
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return (
            <div
              key={item.key}
              className="im-line"
              ref={rows.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Mark level={line.level} />
              <span className="mut s12 nw">{line.line !== null ? t('import.line', { n: line.line }) : ''}</span>
              <span className="mut s12 nw">{line.uid !== null ? `UID ${line.uid}` : ''}</span>
              <span>{line.text}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** What the file would create and change, and line by line what was not understood. */
export function PreviewReport({ preview }: { preview: ImportPreview }) {
  const t = useT();
  const [level, setLevel] = useState<'all' | (typeof LEVELS)[number]>('all');
  const count = (key: (typeof LEVELS)[number]) => preview.lines.filter((line) => line.level === key).length;
  const lines = level === 'all' ? preview.lines : preview.lines.filter((line) => line.level === level);
  return (
    <>
      <Summary summary={preview.summary} />
      <div className="im-head">
        <h3 className="b">{t('import.report')}</h3>
        <span className="mut s12">{preview.format}</span>
        <span className="sp" />
        <div className="seg">
          <button type="button" aria-pressed={level === 'all'} onClick={() => setLevel('all')}>
            {t('import.level.all')}
            <span className="mut s12">{preview.lines.length}</span>
          </button>
          {LEVELS.map((key) => (
            <button key={key} type="button" aria-pressed={level === key} onClick={() => setLevel(key)}>
              {t(`import.level.${key}`)}
              <span className="mut s12">{count(key)}</span>
            </button>
          ))}
        </div>
      </div>
      {lines.length === 0 ? (
        <p className="mut im-none">{t(preview.lines.length === 0 ? 'import.clean' : 'import.noneOfLevel')}</p>
      ) : (
        <Lines lines={lines} />
      )}
      {!!preview.lines_left_out && <p className="mut s12">{t('import.leftOut', { n: preview.lines_left_out })}</p>}
    </>
  );
}
