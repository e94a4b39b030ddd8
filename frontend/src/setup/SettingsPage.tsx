import './setup.css';
import './i18n';

import { lazy, Suspense } from 'react';
import { Link, Redirect } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { LoadFailed } from '../ui/LoadFailed';
import { Loading } from '../ui/Loading';
import { useSettings } from './data';
import { ModulesTab } from './ModulesTab';
import { NumberingTab } from './NumberingTab';
import { TemplateTab } from './TemplateTab';

const RoutesPart = lazy(() => import('../approvals/RoutesPart'));
const ConfigurationPage = lazy(() => import('../configuration/ConfigurationPage'));

const TABS = ['modules', 'configuration', 'approvals', 'numbering', 'template'] as const;

/** How one project is set up: which modules it has, how its codes look, and what becomes of it as a template. */
export default function SettingsPage({ code, tab }: { code: string; tab: string | null }) {
  const t = useT();
  const query = useSettings(code);
  const { may } = useSession();
  const tabs = TABS.filter((name) => name !== 'configuration' || may('customise.configure'));
  const current = tabs.find((name) => name === tab);
  if (!current) return <Redirect to={path.settings(code, TABS[0])} replace />;
  if (query.isPending) return <Loading />;
  if (query.isError || !query.data) return <LoadFailed problem={query.error} onRetry={() => void query.refetch()} />;
  const settings = query.data;
  return (
    <div className="page">
      <nav className="views" aria-label={t('setup.title')}>
        {tabs.map((name) => (
          <Link
            key={name}
            href={path.settings(code, name)}
            className={`vw ${name === current ? 'on' : ''}`}
            aria-current={name === current ? 'page' : undefined}
          >
            {t(`setup.tab.${name}`)}
          </Link>
        ))}
      </nav>
      {current === 'configuration' || current === 'approvals' ? (
        <Suspense fallback={<Loading />}>
          {current === 'configuration' ? <ConfigurationPage project={code} /> : <RoutesPart project={code} />}
        </Suspense>
      ) : (
        <div className="scroll">
          <div className="su-body">
            {current === 'modules' && <ModulesTab code={code} settings={settings} />}
            {current === 'numbering' && <NumberingTab code={code} />}
            {current === 'template' && <TemplateTab code={code} settings={settings} />}
          </div>
        </div>
      )}
    </div>
  );
}
