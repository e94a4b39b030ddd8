import { Link } from 'wouter';

import type { ProjectHome, Section } from '../../api/types';
import { useT } from '../../app/i18n';
import { path } from '../../app/routes';
import { useSession } from '../../app/session';
import { NumberLink, Progress } from '../../ui/bits';
import { shortDay, signed, toDay, toFinishDay } from '../../ui/dates';
import { slipDays, toneOfSlip } from '../variance';

function Critical({ section, code }: { section: Section; code: string }) {
  if (section.progress >= 1) return <span className="mut">–</span>;
  return (
    <NumberLink to={path.plan(code, { task: section.id, show: 'critical' })} tone={section.critical > 0 ? 'red' : undefined}>
      {section.critical}
    </NumberLink>
  );
}

function Line({ section, code }: { section: Section; code: string }) {
  const { business_today } = useSession();
  const today = toDay(business_today) ?? 0;
  const slip = slipDays(section.finish, section.baseline_finish);
  const to = path.plan(code, { task: section.id });
  return (
    <div className="sc-r" role="row">
      <span role="cell" className="mut s12">
        {section.code}
      </span>
      <span role="cell" className="el">
        <Link href={to} className="pl-link" title={section.name}>
          {section.name}
        </Link>
      </span>
      <span role="cell">
        <Progress value={section.progress} />
      </span>
      <span role="cell" className="num desk">
        <NumberLink to={to}>{section.tasks}</NumberLink>
      </span>
      <span role="cell" className="num desk">
        <Critical section={section} code={code} />
      </span>
      <span role="cell" className="num t2 desk">
        {shortDay(toDay(section.start), today)}
      </span>
      <span role="cell" className="num mut desk">
        {shortDay(toFinishDay(section.baseline_finish), today)}
      </span>
      <span role="cell" className="num">
        {shortDay(toFinishDay(section.finish), today)}
      </span>
      <span role="cell" className="num b">
        {slip === null ? (
          <span className="mut">–</span>
        ) : (
          <NumberLink to={to} tone={section.progress >= 1 ? undefined : toneOfSlip(slip)}>
            {signed(slip)}
          </NumberLink>
        )}
      </span>
    </div>
  );
}

export function Sections({ home }: { home: ProjectHome }) {
  const t = useT();
  return (
    <section className="cl">
      <div className="ct">
        <h3 className="b">{t('home.sections')}</h3>
        <span className="mut">{t('home.sectionsHint', { n: home.tasks })}</span>
      </div>
      <div role="table" aria-label={t('home.sections')}>
        <div className="sc-r sc-h" role="row">
          <span role="columnheader">{t('project.col.code')}</span>
          <span role="columnheader">{t('home.section')}</span>
          <span role="columnheader">{t('project.col.progress')}</span>
          <span role="columnheader" className="num desk">
            {t('project.col.tasks')}
          </span>
          <span role="columnheader" className="num desk">
            {t('project.col.critical')}
          </span>
          <span role="columnheader" className="num desk">
            {t('project.col.start')}
          </span>
          <span role="columnheader" className="num desk">
            {t('project.col.baseline')}
          </span>
          <span role="columnheader" className="num">
            {t('project.col.finish')}
          </span>
          <span role="columnheader" className="num">
            {t('project.col.slip')}
          </span>
        </div>
        {home.sections.map((section) => (
          <Line key={section.id} section={section} code={home.code} />
        ))}
      </div>
    </section>
  );
}
