import { useLocation } from 'wouter';

import { useT } from '../app/i18n';
import { openDialog } from '../app/dialogs';
import { path } from '../app/routes';
import { EmptyState } from '../ui/bits';

export function NotFound() {
  const t = useT();
  const [, go] = useLocation();
  return (
    <EmptyState
      text={t('page.notFoundText')}
      action={{ label: t('nav.myWork'), run: () => go(path.myWork) }}
      link={{ label: t('header.find'), run: () => openDialog({ kind: 'palette' }) }}
    />
  );
}
