/** What the plan is worth: simulation, health, movement between revisions, trend, delay by party, earned value. Lazy chunk. */
import './analysis.css';
import './i18n';

import { useEffect, useRef, type ComponentType } from 'react';
import { Link, Redirect, useLocation } from 'wouter';

import { useHotkeys } from '../app/hotkeys';
import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { Tip } from '../ui/bits';
import { ComparePart } from './ComparePart';
import { useFreshWithPlan, useProject } from './data';
import { DelayPart } from './DelayPart';
import { EarnedPart } from './EarnedPart';
import { HealthPart } from './HealthPart';
import { RiskPart } from './risk/RiskPart';
import { TrendPart } from './TrendPart';
import { PARTS, type Part } from './types';
import { useDays } from './words';

const BODIES: Record<Part, ComponentType<{ code: string }>> = {
  risk: RiskPart,
  health: HealthPart,
  compare: ComparePart,
  trend: TrendPart,
  delay: DelayPart,
  earned: EarnedPart,
};

export default function AnalysisPage({ code, tab }: { code: string; tab: string | null }) {
  const t = useT();
  const [, go] = useLocation();
  useFreshWithPlan(code);
  useHotkeys(
    PARTS.map((part, index) => ({
      keys: String(index + 1),
      label: `analysis.tab.${part}`,
      group: 'analysis.title',
      run: () => go(path.analysis(code, part)),
    })),
  );
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    tabs.current?.querySelector('.on')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const current = PARTS.find((part) => part === tab);
  if (!current) return <Redirect to={path.analysis(code, PARTS[0])} replace />;
  const Body = BODIES[current];
  return (
    <div className="page an">
      <nav className="views" ref={tabs} aria-label={t('analysis.title')}>
        {PARTS.map((part, index) => (
          <Tip key={part} label={t(`analysis.tab.${part}.hint`)} keys={String(index + 1)}>
            <Link
              href={path.analysis(code, part)}
              className={`vw ${part === current ? 'on' : ''}`}
              aria-current={part === current ? 'page' : undefined}
            >
              {t(`analysis.tab.${part}`)}
            </Link>
          </Tip>
        ))}
      </nav>
      <Body key={code} code={code} />
      <PrintFoot code={code} />
    </div>
  );
}

/** On paper only: of which project and which day the figures speak. */
function PrintFoot({ code }: { code: string }) {
  const t = useT();
  const { data } = useProject(code);
  const { day } = useDays();
  return (
    <footer className="an-foot" aria-hidden="true">
      <span>{data ? `${data.code} ${data.name}` : code}</span>
      <span>{data?.data_date ? t('analysis.print.asOf', { date: day(data.data_date) }) : ''}</span>
    </footer>
  );
}
