import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

import { ApiProblem } from '../api/client';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { RagMark } from '../ui/bits';
import { LoadFailed } from '../ui/LoadFailed';
import { titled } from './words';

/** Room for a drawing: its height is there before its width is known, so nothing moves when it comes. */
export function ChartBox({ height, children }: { height: number; children: (width: number) => ReactNode }) {
  const { ref, width } = useElementSize();
  return (
    <div ref={ref} className="an-chart" style={{ height }}>
      {width > 0 && children(Math.floor(width))}
    </div>
  );
}

/** A task opens in the plan. */
export function TaskLink({ project, id, code, name }: { project: string; id: number | null; code: string; name: string }) {
  const label = (
    <>
      {code && <span className="mut s12">{code} </span>}
      {name}
    </>
  );
  if (id === null) return <span title={titled(code, name)}>{label}</span>;
  return (
    <Link href={path.plan(project, { task: id })} className="pl-link" title={titled(code, name)}>
      {label}
    </Link>
  );
}

export function VerdictMark({ verdict }: { verdict: string | null | undefined }) {
  const t = useT();
  if (verdict === 'pass' || verdict === 'fail') {
    return (
      <span className="an-mark" title={t(`analysis.verdict.${verdict}`)}>
        <RagMark level={verdict === 'pass' ? 'green' : 'red'} />
      </span>
    );
  }
  return (
    <svg className="rag" width="9" height="9" viewBox="0 0 10 10" role="img" aria-label={t('analysis.verdict.unknown')}>
      <path d="M1 5h8" stroke="var(--ls-t4)" strokeWidth="2" />
    </svg>
  );
}

/** Title of a part of the page, with what it is about. */
export function Head({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <div className="an-h">
      <h2 className="b">{title}</h2>
      {note && <span className="mut s12 el">{note}</span>}
      {children && <span className="sp" />}
      {children}
    </div>
  );
}

export function Facts({ items }: { items: [label: string, value: ReactNode, title?: string][] }) {
  return (
    <dl className="facts">
      {items.map(([label, value, title]) => (
        <div key={label} title={title}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** An answer that did not come. Who sees a part of the plan only is told why there is none. */
export function Refused({ code, problem, onRetry }: { code: string; problem: unknown; onRetry: () => void }) {
  const t = useT();
  if (!(problem instanceof ApiProblem && problem.status === 403)) return <LoadFailed problem={problem} onRetry={onRetry} />;
  return (
    <div className="empty" role="alert">
      <p className="prose">{t('analysis.partOnly')}</p>
      <div className="row">
        <Link href={path.plan(code)} className="bt">{t('analysis.earned.toPlan')}</Link>
        <Link href={path.analysis(code, 'trend')} className="lk">{t('analysis.tab.trend')}</Link>
      </div>
    </div>
  );
}
