import './app/styles';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { SessionGate } from './app/session';
import { startPreferences, useScheme } from './app/preferences';
import { createQueryClient } from './app/queryClient';
import { startKeeping } from './offline/kept';
import { cssVariablesResolver, theme } from './app/theme';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
if (nonce) setNonce(nonce);
startPreferences();
const client = createQueryClient();

function Root() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      forceColorScheme={useScheme()}
      getStyleNonce={() => nonce}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <SessionGate>
          <App />
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function paint() {
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <Root />
    </StrictMode>,
  );
}

// The page of this address loads while the kept answers are read; where it cannot, its own route says so.
if (/\/r\/\w+/.test(location.pathname)) void import('./views/RecordsPage').catch(() => undefined);
void startKeeping(client).finally(paint);
