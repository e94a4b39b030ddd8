import './admin.css';
import './i18n';

import { lazy, Suspense, type ReactNode } from 'react';
import { Link, Redirect } from 'wouter';

import { useT } from '../app/i18n';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { Loading } from '../ui/Loading';
import { MessagesTab } from '../messages/MessagesTab';
import { AuditTab } from './AuditTab';
import { DutiesTab } from './DutiesTab';
import { GrantsTab } from './GrantsTab';
import { GroupsTab } from './GroupsTab';
import { PeopleTab } from './PeopleTab';
import { RolesTab } from './RolesTab';
import { TokensTab } from './TokensTab';

const ConfigurationPage = lazy(() => import('../configuration/ConfigurationPage'));

interface Tab {
  name: string;
  /** Holding one of these anywhere shows the tab; what it lists is the server's to decide. */
  verbs: string[];
  page: ReactNode;
}

const TABS: Tab[] = [
  { name: 'people', verbs: ['identity.manage', 'access.administer', 'identity.view'], page: <PeopleTab /> },
  { name: 'groups', verbs: ['access.view', 'identity.manage'], page: <GroupsTab /> },
  { name: 'roles', verbs: ['access.view'], page: <RolesTab /> },
  { name: 'grants', verbs: ['access.view'], page: <GrantsTab /> },
  { name: 'configuration', verbs: ['customise.configure'], page: <ConfigurationPage /> },
  { name: 'tokens', verbs: ['access.view'], page: <TokensTab /> },
  { name: 'messages', verbs: ['system.manage'], page: <MessagesTab /> },
  { name: 'audit', verbs: ['audit.view', 'history.view'], page: <AuditTab /> },
  { name: 'duties', verbs: ['access.administer', 'audit.view'], page: <DutiesTab /> },
];

/** People, rights and audit: one page with a tab for each list. */
export default function AdminPage({ tab }: { tab: string | null }) {
  const t = useT();
  const { may } = useSession();
  const tabs = TABS.filter((one) => one.verbs.some(may));
  const current = tabs.find((one) => one.name === tab);
  if (!current && tabs.length > 0) return <Redirect to={path.admin(tabs[0].name)} replace />;
  return (
    <div className="page">
      <nav className="views" aria-label={t('admin.title')}>
        {tabs.map((one) => (
          <Link
            key={one.name}
            href={path.admin(one.name)}
            className={`vw ${one === current ? 'on' : ''}`}
            aria-current={one === current ? 'page' : undefined}
          >
            {t(`admin.tab.${one.name}`)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading />}>{current?.page ?? <p className="empty">{t('admin.nothing')}</p>}</Suspense>
    </div>
  );
}
