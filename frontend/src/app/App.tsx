import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';

import { useLiveInvalidation } from '../api/sync';
import { MyWork } from '../pages/MyWork';
import { NotFound } from '../pages/NotFound';
import { ProjectHomePage } from '../pages/ProjectHome';
import { ProjectList } from '../pages/ProjectList';
import { Loading } from '../ui/Loading';
import { PageBoundary } from '../ui/PageBoundary';
import { Toaster } from '../ui/Toaster';
import { Dialogs } from './Dialogs';
import { DropTarget } from './DropTarget';
import { useGlobalKeys } from './globalKeys';
import { AdminPage, AnalysisPage, ApprovalSheet, ApprovalsPage, CalendarsPage, DetailPage, InboxPage, MePage, PlanPage, RecordsPage, SettingsPage } from './parts';
import { path } from './routes';
import { Shell } from './Shell';
import { useNoticeFeed } from './useNoticeFeed';

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to={path.myWork} replace />
      </Route>
      <Route path="/my-work">
        <MyWork />
      </Route>
      <Route path="/inbox">
        <InboxPage />
      </Route>
      <Route path="/approvals">
        <ApprovalsPage />
      </Route>
      <Route path="/approvals/:id/print">{({ id }) => <ApprovalSheet key={id} id={Number(id)} />}</Route>
      <Route path="/projects">
        <ProjectList />
      </Route>
      <Route path="/calendars/:id?">{({ id }) => <CalendarsPage id={id ? Number(id) : null} />}</Route>
      <Route path="/me">
        <MePage />
      </Route>
      <Route path="/admin/:tab?">{({ tab }) => <AdminPage tab={tab ?? null} />}</Route>
      <Route path="/p/:code">{({ code }) => <ProjectHomePage key={code} code={decodeURIComponent(code)} />}</Route>
      <Route path="/p/:code/plan">{({ code }) => <PlanPage key={code} code={decodeURIComponent(code)} />}</Route>
      <Route path="/p/:code/analysis/:tab?">
        {({ code, tab }) => <AnalysisPage key={code} code={decodeURIComponent(code)} tab={tab ?? null} />}
      </Route>
      <Route path="/p/:code/settings/:tab?">
        {({ code, tab }) => <SettingsPage key={code} code={decodeURIComponent(code)} tab={tab ?? null} />}
      </Route>
      <Route path="/p/:code/r/:entity">
        {({ code, entity }) => <RecordsPage key={`${code} ${entity}`} entity={entity} project={decodeURIComponent(code)} />}
      </Route>
      <Route path="/p/:code/r/:entity/:id">
        {({ code, entity, id }) => <DetailPage key={id} entity={entity} id={Number(id)} project={decodeURIComponent(code)} />}
      </Route>
      <Route path="/r/:entity/:id">{({ entity, id }) => <DetailPage key={id} entity={entity} id={Number(id)} project={null} />}</Route>
      <Route path="/r/:entity">{({ entity }) => <RecordsPage key={entity} entity={entity} project={null} />}</Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

/** A new page begins at its top with the focus on its content, so that Tab goes on from there. */
function useFocusOnNavigation(): void {
  const [location] = useLocation();
  useEffect(() => {
    const main = document.getElementById('main');
    const held = document.activeElement;
    if (main && (!held || held === document.body || !held.isConnected)) main.focus({ preventScroll: true });
  }, [location]);
}

export function App() {
  const [location] = useLocation();
  useLiveInvalidation();
  useNoticeFeed();
  useGlobalKeys();
  useFocusOnNavigation();
  return (
    <DropTarget>
      <Shell>
        <PageBoundary at={location}>
          <Suspense fallback={<Loading />}>
            <Pages />
          </Suspense>
        </PageBoundary>
      </Shell>
      <Dialogs />
      <Toaster />
    </DropTarget>
  );
}
